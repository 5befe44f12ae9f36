#!/bin/sh
# Adds capacity by hand.
set -eu
kubectl scale deployment/main --replicas=8
kubectl rollout status deployment/main --timeout=60s
