#!/bin/sh
# Applies the Service as Git has it, over whatever was changed by hand.
set -eu
kubectl apply --server-side --force-conflicts --filename "$FIREDRILL_SHARE/k8s/base/order/service.yaml"
