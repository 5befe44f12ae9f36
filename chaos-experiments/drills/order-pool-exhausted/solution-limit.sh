#!/bin/sh
# Limits how long a transaction of the role may idle. A session reads the limit when it begins, so those that idle now
# are ended by hand.
set -eu
firedrill connect postgres orders -- -v ON_ERROR_STOP=1 \
    -c "ALTER ROLE orders SET idle_in_transaction_session_timeout = '1s'" \
    -c "SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity
        WHERE usename = 'orders' AND state LIKE 'idle in transaction%'"
