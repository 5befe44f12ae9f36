#!/bin/sh
# Lets main wait three times as long for the answer.
set -eu
firedrill shop set main HTTP_TIMEOUT_MS=4500
