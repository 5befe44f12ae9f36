#!/bin/sh
# Measures the container that does the work, whatever else is in the pod.
set -eu
kubectl patch hpa main --type=merge --patch '{"spec":{"metrics":[{"type":"ContainerResource","containerResource":
    {"name":"cpu","container":"main","target":{"type":"Utilization","averageUtilization":70}}}]}}'
