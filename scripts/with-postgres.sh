#!/usr/bin/env bash
# with-postgres.sh COMMAND...: runs COMMAND with DATABASE_URL naming a PostgreSQL cluster of its own, which is gone afterwards.
# The machine's own cluster, if there is one, is left alone: this one listens on a socket in its own folder only.
set -euo pipefail
. "$(dirname "$0")/machine.sh"

[ $# -gt 0 ] || fail "usage: scripts/with-postgres.sh COMMAND..."
initdb=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1 || command -v initdb) ||
    fail "PostgreSQL's initdb was not found. As root, run \`apt-get install postgresql\`."
bin=$(dirname "$(readlink -f "$initdb")")
folder=$(mktemp -d /tmp/zhengyou-postgres.XXXXXX) # short: a socket's path holds 107 bytes at most

as_owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
    id postgres >/dev/null 2>&1 || fail "The user postgres is missing. Run \`apt-get install postgresql\`, or the tests as another user than root."
    chown postgres "$folder"
    as_owner() { (cd "$folder" && exec setpriv --reuid=postgres --regid=postgres --init-groups "$@"); }
fi

clean_up() {
    as_owner "$bin/pg_ctl" stop --pgdata="$folder/data" --mode=immediate --silent >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

as_owner "$bin/initdb" --pgdata="$folder/data" --username=zhengyou --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync \
    >"$folder/log" 2>&1 || { cat "$folder/log" >&2; fail "The temporary PostgreSQL cluster could not be made."; }
# Nothing in it is worth keeping, so nothing is waited for on disk.
as_owner tee -a "$folder/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$folder'
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
CONF
as_owner "$bin/pg_ctl" start --pgdata="$folder/data" --wait --silent --log="$folder/data/server.log" >/dev/null ||
    { cat "$folder/data/server.log" >&2; fail "The temporary PostgreSQL cluster did not start."; }
as_owner "$bin/createdb" --host="$folder" --username=zhengyou zhengyou

DATABASE_URL="postgresql://zhengyou@${folder//\//%2F}/zhengyou" "$@"
