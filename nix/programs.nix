# Programs of other projects that a lab runs or a learner uses.
{ pkgs }:
[
  pkgs.postgresql_17
  pkgs.valkey
  pkgs.prometheus
  pkgs.prometheus-alertmanager
  pkgs.coreutils
  pkgs.bashInteractive
]
