#!/bin/sh
# Restarts the service that reports the errors and the one that it can't reach. The second has nothing to restart,
# which the command may refuse: a person would shrug and look on.
set -eu
firedrill shop restart main
firedrill shop restart catalog || true
