#!/usr/bin/env bash
# A real ZooKeeper 3.9.4 from Maven Central: one node, on 127.0.0.1 only.
#
#   start-zookeeper.sh --fetch               fetch the class path only
#   start-zookeeper.sh [port] [data-dir]     serve in the foreground until TERM or INT
#
# Prints "READY port" once it answers. Without a port it takes a free one. With a data-dir the data
# stays there, so that a later start with the same port and folder carries on; without one the data
# lives in a temporary folder and is removed at the end. INTEROP_CACHE names the folder for the class
# path (default: interop/.cache).
set -euo pipefail

HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
CACHE="${INTEROP_CACHE:-$HERE/../.cache}"
mkdir -p "$CACHE"
CACHE="$(cd "$CACHE" && pwd)"
LIB="$CACHE/zookeeper-3.9.4"

if [ ! -e "$LIB/.complete" ]; then
  # Into a folder of its own first: two starts at the same time must not mix.
  fresh="$(mktemp -d "$CACHE/zookeeper.XXXXXX")"
  mvn -q -B -f "$HERE/zookeeper/pom.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$fresh" >&2
  touch "$fresh/.complete"
  mv -T "$fresh" "$LIB" 2>/dev/null || { rm -rf "$fresh"; [ -e "$LIB/.complete" ]; }
fi
[ "${1:-}" != "--fetch" ] || exit 0

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
PORT="${1:-$(free_port)}"
if [ -n "${2:-}" ]; then
  DATA="$2"; mkdir -p "$DATA"; keep=1
else
  DATA="$(mktemp -d)"; keep=
fi

# Short ticks allow short sessions (a session lasts at least minSessionTimeout).
cat >"$DATA/zoo.cfg" <<C
tickTime=500
minSessionTimeout=1000
maxSessionTimeout=60000
dataDir=$DATA/data
clientPortAddress=127.0.0.1
clientPort=$PORT
maxClientCnxns=0
4lw.commands.whitelist=*
admin.enableServer=false
C

java -Xmx256m -Dzookeeper.admin.enableServer=false -cp "$LIB/*" \
  org.apache.zookeeper.server.quorum.QuorumPeerMain "$DATA/zoo.cfg" </dev/null >>"$DATA/server.log" 2>&1 &
server=$!
finish() {
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  [ -n "$keep" ] || rm -rf "$DATA"
}
trap finish EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

# "imok" comes before the server takes sessions, "Mode:" does not. A question that arrives while it starts may stay
# unanswered for ever.
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$PORT" && printf srvr >&3 && timeout 1 grep -q "^Mode:" <&3) 2>/dev/null; }
deadline=$((SECONDS + ${READY_TIMEOUT:-60}))
until answers; do
  if ! kill -0 "$server" 2>/dev/null || [ "$SECONDS" -ge "$deadline" ]; then
    echo "ZooKeeper did not come up; its last lines:" >&2
    tail -30 "$DATA/server.log" >&2
    exit 1
  fi
  sleep 0.1
done
# Another server may own the port: then ours has ended, and the answer was not ours.
sleep 0.2
kill -0 "$server" 2>/dev/null || { echo "port $PORT is taken" >&2; tail -5 "$DATA/server.log" >&2; exit 1; }
echo "READY $PORT"
wait "$server"
