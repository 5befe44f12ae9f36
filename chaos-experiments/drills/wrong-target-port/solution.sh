#!/bin/sh
# Has the Service go by the name of the container's port again.
set -eu
kubectl patch service order --patch '{"spec":{"ports":[{"port":80,"targetPort":"http"}]}}'
