#!/bin/sh
# reporting: counts the last hour's orders by minute for the business's dashboard, over and over.
#
#   DATABASE_URL             where the orders are: postgres://user:password@host:port/database
#   REPORT_WORKERS           how many reports are made side by side (1)
#   REPORT_COMMIT            `true` ends the transaction once the report is written; `false` keeps the
#                            snapshot open, so that the next figures are consistent with it (true)
#   REPORT_INTERVAL_SECONDS  pause between two reports of a worker (5)
#   SERVICE_REPLICA          the name in the log (reporting)
#
# Logs are JSON lines on standard output. SIGTERM ends it at once, its sessions too.
set -u

workers=${REPORT_WORKERS:-1}
commit=${REPORT_COMMIT:-true}
interval=${REPORT_INTERVAL_SECONDS:-5}
replica=${SERVICE_REPLICA:-reporting}

QUERY="SELECT date_trunc('minute', created_at) AS minute, status, count(*), sum(total_amount)
  FROM orders WHERE created_at > now() - interval '1 hour' GROUP BY 1, 2 ORDER BY 1, 2;"

# How often a worker that keeps its snapshot makes sure that it is still there.
PROBE_SECONDS=5

log() { # level message
    printf '{"timestamp":"%s","level":"%s","service":"reporting","replica":"%s","message":"%s"}\n' \
        "$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)" "$1" "$replica" "$2"
}

# The first line of a file, without what would end a JSON string, in `line`. No command is started for it: a worker that
# waits for a session does this several times a second.
first_line() { # file
    line=
    IFS= read -r rest <"$1" || [ -n "$rest" ] || rest='no reason given'
    while :; do
        case $rest in
        *[\"\\]*) line="$line${rest%%[\"\\]*}'" rest=${rest#*[\"\\]} ;;
        *) line=$line$rest && return ;;
        esac
    done
}

refuse() { log error "$1"; exit 2; }

case $workers in '' | *[!0-9]*) refuse "REPORT_WORKERS must be a whole number, not $workers" ;; esac
case $interval in '' | *[!0-9]*) refuse "REPORT_INTERVAL_SECONDS must be a whole number, not $interval" ;; esac
case $commit in true | false) ;; *) refuse "REPORT_COMMIT must be true or false, not $commit" ;; esac
[ -n "${DATABASE_URL:-}" ] || refuse "DATABASE_URL is not set"

# Debian's psql is a wrapper in Perl that takes longer to start than the report does.
psql=psql
for found in /usr/lib/postgresql/*/bin/psql; do
    [ -x "$found" ] && psql=$found
done
command -v "$psql" >/dev/null 2>&1 || refuse "psql is not installed"

# postgres://user:password@host:port/database, taken apart: an argument would show the password to every user of the
# machine.
rest=${DATABASE_URL#*://}
login=${rest%@*}
place=${rest##*@}
PGUSER=${login%%:*}
PGPASSWORD=${login#*:}
PGHOST=${place%%:*}
PGPORT=${place#*:}
PGDATABASE=${PGPORT#*/}
PGPORT=${PGPORT%%/*}
export PGUSER PGPASSWORD PGHOST PGPORT PGDATABASE PGAPPNAME=reporting PGCONNECT_TIMEOUT=5

# Waits so that a signal ends the wait at once: a shell runs its traps only when no command is in the foreground.
pause() { # seconds
    sleep "$1" &
    wait "$!"
}

# A number of seconds between two bounds given in tenths, different for each worker and each call, in `seconds`.
jitter() { # least most
    seed=$((seed * 1103515245 + 12345 & 2147483647))
    tenths=$(($1 + seed / 65536 % ($2 - $1 + 1)))
    seconds=$((tenths / 10)).$((tenths % 10))
}

# One report, then the end of its transaction and its session. The first line of the output says that there was a session.
report() {
    printf '\\echo open\nBEGIN;\n%s\nCOMMIT;\n' "$QUERY"
}

# One report, whose snapshot stays open for as long as the session lives.
snapshot() {
    printf '\\echo open\nBEGIN;\n%s\n' "$QUERY" 2>/dev/null || return
    # A worker that was not let in must not find that out only at the first look at its session: an empty line to a
    # psql that is gone ends this.
    for seconds in 0.1 0.2 0.4 0.8; do
        sleep "$seconds"
        printf '\n' 2>/dev/null || return
    done
    # Ends with the job, whatever became of the worker in between.
    while sleep "$PROBE_SECONDS" && kill -0 "$$" 2>/dev/null; do
        printf 'SELECT 1;\n' 2>/dev/null || return
    done
}

worker() { # number
    seed=$(($1 * 7919 + $$))
    out=$work/$1.out
    err=$work/$1.err
    # The last process that was put in the background is the one that the worker waits for.
    trap 'kill ${!:+"$!"} 2>/dev/null; exit 0' TERM INT
    refusals=0
    jitter 0 10
    pause "$seconds"
    while :; do
        if [ "$commit" = true ]; then
            report | "$psql" -XqAt -v ON_ERROR_STOP=1 >"$out" 2>"$err" &
        else
            snapshot | "$psql" -XqAt -v ON_ERROR_STOP=1 >"$out" 2>"$err" &
        fi
        if wait "$!"; then
            log info "Worker $1 wrote a report of $(($(wc -l <"$out") - 1)) rows."
            jitter $((interval * 8)) $((interval * 12))
        else
            first_line "$err"
            log warn "Worker $1 has no session: $line"
            # One that was not let in tries again soon, as others wait at the same door, and seldom once it has been
            # refused for a while; one that had a session and lost it takes its time.
            refusals=$((refusals + 1))
            if [ -s "$out" ]; then
                refusals=0
                jitter 20 30
            elif [ "$refusals" -le 25 ]; then
                jitter 1 3
            else
                jitter 20 30
            fi
        fi
        pause "$seconds"
    done
}

work=$(mktemp -d) || refuse "no temporary folder can be made"
pids=
stop() {
    # The last worker may have been started and not yet noted. Twice, because a worker that was only just forked has
    # no trap yet and may miss the first.
    for _ in 1 2; do
        # shellcheck disable=SC2086 # a list of numbers
        kill -TERM $pids ${!:+"$!"} 2>/dev/null
        sleep 0.05
    done
    wait
    rm -rf "$work"
    exit 0
}
trap stop TERM INT

log info "Reporting starts with $workers workers."
number=1
while [ "$number" -le "$workers" ]; do
    worker "$number" &
    pids="$pids $!"
    number=$((number + 1))
done
wait
