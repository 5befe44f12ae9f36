# Programs of other projects that a lab runs or a learner uses.
{ pkgs }:
[
  pkgs.postgresql_17
  pkgs.valkey
  pkgs.prometheus
  pkgs.prometheus-alertmanager
  pkgs.prometheus-node-exporter
  pkgs.prometheus-postgres-exporter
  pkgs.prometheus-redis-exporter
  pkgs.k6
  pkgs.coreutils
  pkgs.bashInteractive
]
