#!/bin/sh
# Stops the job that holds the connections. Its sessions end with it.
set -eu
firedrill shop scale reporting 0
