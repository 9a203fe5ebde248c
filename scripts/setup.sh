#!/bin/sh
# Makes .venv from the hashed lock: `setup.sh runtime` to run telemon, `setup.sh dev` to test it.
# A second run is instant: a stamp holds the checksum of what was installed. The dev lock holds
# everything of the runtime lock, so a dev environment also serves to run.
set -eu

cd "$(dirname "$0")/.."
flavour="${1:?usage: scripts/setup.sh runtime|dev}"
venv=.venv
python="$venv/bin/python"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore

checksum() { # of what the environment of flavour $1 is made from, and where it stands
    { pwd; cat "requirements/$1.txt" pyproject.toml; } | cksum
}

is_ready() {
    [ -f "$venv/.ready-$1" ] && [ "$(cat "$venv/.ready-$1")" = "$(checksum "$1")" ] &&
        "$python" -c '' >/dev/null 2>&1
}

say() { printf '%s\n' "setup: $*" >&2; }

has_uv() { uv --version >/dev/null 2>&1 </dev/null; }

has_pip() { "$python" -m pip --version >/dev/null 2>&1 </dev/null; }

make_venv() {
    say "making $venv with $base"
    "$base" -m venv --clear "$venv" >/dev/null 2>&1 && return
    # No ensurepip here (Debian keeps it in python3-venv): take another pip, or fetch that package.
    "$base" -m venv --clear --without-pip "$venv"
    has_uv && return
    "$base" -m pip --python "$python" --version >/dev/null 2>&1 && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        package="$("$base" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
        say "installing $package with apt-get"
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package"; } \
            >/dev/null 2>&1 </dev/null || true
        "$base" -m venv --clear "$venv" >/dev/null 2>&1 && return
    fi
    say "$base has neither ensurepip nor pip: install python3-venv (or uv) and try again"
    exit 1
}

pip_install() {
    if has_pip; then
        "$python" -m pip install -qq "$@"
    else
        "$base" -m pip --python "$python" install -qq "$@"
    fi
}

install() { # uv where it is there, since it is quick; pip where it is not, or where uv fails
    if has_uv && uv pip install --quiet --python "$python" "$@" </dev/null; then
        return
    fi
    pip_install "$@" </dev/null
}

if is_ready "$flavour" || { [ "$flavour" = runtime ] && is_ready dev; }; then
    exit 0
fi
started=$(date +%s)
base="$(sh scripts/find-python.sh)"
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    make_venv
fi
rm -f "$venv"/.ready-*
say "installing requirements/$flavour.txt (a minute or two the first time)"
install --require-hashes -r "requirements/$flavour.txt"
install --no-deps --no-build-isolation -e .
# uv leaves no bytecode, and where PYTHONDONTWRITEBYTECODE is set Python never would: every start
# would compile SQLAlchemy anew, a second or two.
env -u PYTHONDONTWRITEBYTECODE "$python" -m compileall -q "$venv"/lib/python*/site-packages \
    config monitor storage >/dev/null 2>&1 || true
checksum "$flavour" >"$venv/.ready-$flavour"
say "ready after $(($(date +%s) - started)) s"
