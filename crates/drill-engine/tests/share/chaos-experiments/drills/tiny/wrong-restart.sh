#!/bin/sh
set -eu
firedrill shop restart catalog
