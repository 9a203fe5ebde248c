#!/bin/sh
# Prints the first Python >= 3.11 that really runs and can make a virtual environment.
# Each candidate is run, not just looked up: a pyenv shim may be on PATH and fail, and the first
# python on PATH may lie in a folder that is closed to this user.
set -u

usable='import sys, venv, ssl, sqlite3, encodings; sys.exit(sys.version_info < (3, 11))'
candidates="${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3"
for folder in /usr/bin /usr/local/bin /opt/homebrew/bin; do
    for name in python3.11 python3.12 python3.13 python3.14 python3; do
        candidates="$candidates $folder/$name"
    done
done

find_python() { # $1: what the candidate must be able to do
    for candidate in $candidates; do
        if "$candidate" -c "$1" >/dev/null 2>&1 </dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            exit 0
        fi
    done
}

find_python "import ensurepip; $usable"
find_python "$usable" # without ensurepip (Debian without python3-venv): setup finds another pip
echo "telemon needs Python 3.11 or newer and found none that runs; install python3.11 and" \
    "python3.11-venv, or name one: make PYTHON=/path/to/python3.11 ..." >&2
exit 1
