#!/bin/sh
# Serves the customers again with half of what was there: a mitigation.
set -eu
firedrill shop scale catalog 1
