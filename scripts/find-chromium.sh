#!/bin/sh
# Prints the path of a Chromium that runs; with --install, root on Debian or Ubuntu may get one.
set -u

find_chromium() {
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
        path="$(command -v "$name" 2>/dev/null)" || continue
        if "$path" --version >/dev/null 2>&1 </dev/null; then
            printf '%s\n' "$path"
            exit 0
        fi
    done
}

find_chromium
if [ "${1:-}" = --install ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    timeout 60 apt-get update -qq >/dev/null 2>&1 </dev/null
    timeout 240 apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1 </dev/null
    find_chromium
fi
exit 1
