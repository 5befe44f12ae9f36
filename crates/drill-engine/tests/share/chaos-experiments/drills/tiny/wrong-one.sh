#!/bin/sh
set -eu
firedrill shop scale catalog 1
