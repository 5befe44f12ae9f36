#!/bin/sh
# Ends the sessions that idle and leaves in place what made them: a mitigation of some seconds.
set -eu
firedrill connect postgres orders -- -v ON_ERROR_STOP=1 \
    -c "SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity
        WHERE usename = 'orders' AND state LIKE 'idle in transaction%'"
