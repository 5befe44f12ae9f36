#!/bin/sh
# Installs Debian or Ubuntu packages as root without leaving any of their services running or
# enabled: a lab runs its own PostgreSQL, Redis, Prometheus and Alertmanager.
set -eu
export DEBIAN_FRONTEND=noninteractive

units='postgresql redis-server prometheus prometheus-alertmanager prometheus-node-exporter prometheus-postgres-exporter
prometheus-redis-exporter etcd containerd'
before=
for unit in $units; do
    if [ -e "/lib/systemd/system/$unit.service" ] || [ -e "/etc/init.d/$unit" ]; then before="$before $unit"; fi
done

# policy-rc.d is Debian's own way to say that nothing is to be started. One that is there stays.
policy=/usr/sbin/policy-rc.d
cleanup() { [ -z "${made_policy:-}" ] || rm -f "$policy"; }
trap cleanup EXIT
if [ ! -e "$policy" ]; then
    made_policy=yes
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi

# Without this, PostgreSQL's package makes a cluster of its own under /var/lib/postgresql.
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    printf 'create_main_cluster = false\n' >/etc/postgresql-common/createcluster.conf
fi

apt-get update -qq
apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"

# Nor may they start with the next boot. A service that was here before is its owner's.
for unit in $units; do
    case " $before " in *" $unit "*) continue ;; esac
    if [ -d /run/systemd/system ]; then systemctl disable --quiet --now "$unit.service" 2>/dev/null || true; fi
    if [ -e "/etc/init.d/$unit" ]; then update-rc.d "$unit" disable >/dev/null 2>&1 || true; fi
done
