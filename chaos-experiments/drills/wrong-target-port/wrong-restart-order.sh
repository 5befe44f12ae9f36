#!/bin/sh
# Replaces the pods that can't be reached by others that can't be reached either.
set -eu
kubectl rollout restart deployment/order
kubectl rollout status deployment/order --timeout=60s
