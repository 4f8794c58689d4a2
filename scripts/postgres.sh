#!/usr/bin/env bash
# Starts a PostgreSQL of its own in a new folder for tests and figures, and takes it away when standard input ends.
# Says `ready URL`, or `missing CAUSE` when there is none on this machine. Then one command a line, each answered by `done`:
# kill (-9, all of it), start, freeze, thaw, fill (its disk), free,
# tls FOLDER (from here on with the server.pem, server.key and ca.pem in it). `--size 96m` puts it on a disk of that size (as root only).
# `--in-memory` puts it into memory where there is room: for what is killed and not cut from power, a disk proves nothing more.

. "$(dirname "$0")/env.sh"
set +e
size=
if [ "${1:-}" = --size ]; then
  size=$2
  wal=16MB
fi

places=${TMPDIR:-/tmp}
if [ "${1:-}" = --in-memory ] && [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 4000000 ] 2>/dev/null; then
  places=/dev/shm
  wal=256MB
fi

missing() {
  echo "missing $1"
  exit 0
}

programs=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$programs" ]; then
  programs=$(dirname "$(command -v initdb || echo /nowhere/initdb)")
fi
[ -x "$programs/initdb" ] || missing "PostgreSQL is not installed (make setup installs postgresql)"
# initdb refuses to work for root.
as=()
if [ "$(id -u)" = 0 ]; then
  id postgres >/dev/null 2>&1 || missing "there is no account postgres to run PostgreSQL as"
  as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi

folder=$(mktemp -d "$places/shoal-postgres.XXXXXX")
server=
clean() {
  every | xargs -r kill -KILL 2>/dev/null
  [ -z "$size" ] || umount -l "$folder" 2>/dev/null
  rm -rf "$folder"
}
every() { # the ids of all processes of this server
  [ -z "$server" ] || { echo "$server"; ps -o pid= --ppid "$server"; }
}
trap clean EXIT
if [ -n "$size" ]; then
  mount -t tmpfs -o "size=$size" tmpfs "$folder" 2>/dev/null || missing "no disk of its own can be mounted here"
fi
[ ${#as[@]} -eq 0 ] || chown postgres: "$folder"
"${as[@]}" "$programs/initdb" -D "$folder/data" -U shoal --auth=trust --encoding=UTF8 --locale=C --wal-segsize=1 --no-sync \
  >"$folder/initdb.log" 2>&1 || missing "initdb failed: $(tail -n 1 "$folder/initdb.log")"
# The owner of the server needs no password; every role that Shoal makes does.
printf '%s\n' 'local all shoal trust' 'host all shoal 127.0.0.1/32 trust' 'hostssl all certified 127.0.0.1/32 cert' \
  'host all all 127.0.0.1/32 scram-sha-256' \
  >"$folder/data/pg_hba.conf"
port=

launch() {
  (cd "$folder" && exec "${as[@]}" "$programs/postgres" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories="$folder" -c max_connections=500 -c shared_buffers=64MB -c fsync=on \
    -c max_wal_size=${wal:-1GB} -c log_min_messages=fatal) >>"$folder/server.log" 2>&1 </dev/null &
  server=$!
}
answers() {
  "${as[@]}" "$programs/pg_isready" -q -h 127.0.0.1 -p "$port" -d postgres -U shoal
}
loaded() { # when the server read its settings
  "${as[@]}" "$programs/psql" -h 127.0.0.1 -p "$port" -d postgres -U shoal -Atc 'SELECT pg_conf_load_time()' 2>/dev/null
}
start() {
  local try
  for try in $(seq 200); do
    kill -0 "$server" 2>/dev/null || launch
    if answers; then return 0; fi
    sleep 0.05
  done
  return 1
}
for attempt in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 12000))
  launch
  sleep 0.1
  kill -0 "$server" 2>/dev/null && start && break
  server=
done
[ -n "$server" ] || missing "PostgreSQL did not start: $(tail -n 1 "$folder/server.log")"
echo "ready postgres://shoal@127.0.0.1:$port/postgres"
while read -r order place; do
  case $order in
    kill)
      # All at once: a server that lost one process would first tell the others.
      every | xargs -r kill -KILL 2>/dev/null
      { wait "$server"; } 2>/dev/null
      ;;
    start) start ;;
    freeze) every | xargs -r kill -STOP 2>/dev/null ;;
    thaw) every | xargs -r kill -CONT 2>/dev/null ;;
    # Only ever the small disk of --size.
    fill) [ -z "$size" ] || dd if=/dev/zero of="$folder/filler" bs=64k 2>/dev/null ;;
    tls)
      for file in server.pem server.key ca.pem; do
        install -m 600 "$place/$file" "$folder/data/$file"
        [ ${#as[@]} -eq 0 ] || chown postgres: "$folder/data/$file"
      done
      printf '%s\n' 'ssl = on' "ssl_cert_file = 'server.pem'" "ssl_key_file = 'server.key'" "ssl_ca_file = 'ca.pem'" \
        >>"$folder/data/postgresql.auto.conf"
      before=$(loaded)
      "${as[@]}" "$programs/pg_ctl" reload -D "$folder/data" >/dev/null 2>&1
      for try in $(seq 100); do
        [ "$(loaded)" = "$before" ] || break
        sleep 0.05
      done
      ;;
    free) rm -f "$folder/filler" ;;
  esac
  echo "done"
done
