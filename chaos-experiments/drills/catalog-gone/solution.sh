#!/bin/sh
# Gives the catalog the replicas back that it had before.
set -eu
firedrill shop scale catalog 2
