#!/bin/sh
# Starts telemon on its home; a home without configuration gets the starter first.
# `make run` and the container both start through this. Any other command is passed on as it is.
set -eu

if [ "${1:-run}" != run ]; then
    exec telemon "$@"
fi
home="${TELEMON_HOME:-}"
if [ -z "$home" ] && [ -f .env ]; then
    home="$(sed -n 's/^ *TELEMON_HOME *= *//p' .env | tail -n 1 | tr -d "\"'")"
fi
home="${home:-telemon-home}"
if [ ! -f "$home/config/feeds.yaml" ]; then
    telemon init
fi
[ "$#" -gt 0 ] || set -- run
exec telemon "$@"
