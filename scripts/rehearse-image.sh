#!/bin/sh
# Replays the Dockerfile's steps in a clean temporary folder, for machines without an engine:
# hashed install into a fresh environment, only the files the image copies, an ordinary user if
# this is root, then the entry point and the health check as the container would run them.
set -eu

cd "$(dirname "$0")/.."
folder="$(mktemp -d)"
server=""
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' INT TERM
say() { printf '\n== %s\n' "$*"; }

chmod 755 "$folder"
mkdir "$folder/build" "$folder/data" "$folder/bin"
cp -r pyproject.toml README.md LICENSE monitor config storage requirements "$folder/build"
install -m 755 scripts/start.sh "$folder/bin/telemon-start"

say "hashed install into a fresh environment"
# The system's interpreter: one from root's own folders would be closed to the image's user.
python="$(PATH=/usr/bin:/usr/local/bin:$PATH sh scripts/find-python.sh)"
"$python" -m venv "$folder/telemon"
cd "$folder/build"
"$folder/telemon/bin/pip" install -qq --require-hashes -r requirements/runtime.txt
"$folder/telemon/bin/pip" install -qq --no-deps --no-build-isolation .
cd "$folder/data"
rm -rf "$folder/build"

as_user=""
if [ "$(id -u)" = 0 ]; then
    chown nobody "$folder/data"
    as_user="setpriv --reuid=nobody --regid=nogroup --clear-groups"
fi
port="$("$python" -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')"
inside() {
    exec $as_user env -i PATH="$folder/telemon/bin:$folder/bin:/usr/bin:/bin" HOME="$folder/data" \
        TELEMON_HOME="$folder/data" TELEMON_BIND="127.0.0.1:$port" PYTHONUNBUFFERED=1 "$@"
}

say "entry point: telemon-start --help"
(inside telemon-start --help)

say "entry point: telemon-start run, on port $port"
inside telemon-start run >"$folder/log" 2>&1 </dev/null &
server=$!
healthy=no
for _ in $(seq 60); do
    if (inside python -c \
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$port/healthz', timeout=4)") \
        2>/dev/null; then
        healthy=yes
        break
    fi
    kill -0 "$server" 2>/dev/null || break
    sleep 1
done
tail -n 20 "$folder/log"
[ "$healthy" = yes ] || { echo "The health check never passed." >&2; exit 1; }

say "stop"
kill -TERM "$server"
status=0
wait "$server" || status=$?
server=""
ls "$folder/data"
echo "healthy, stopped with exit code $status"
[ "$status" = 0 ]
