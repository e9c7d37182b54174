#!/usr/bin/env bash
# Two services on one PostgreSQL and one data directory share the reading of a thousand pages; one of them is killed
# half-way. Each page is read once, and the files become documents, once.
#   PAGES=N: so many pages, in ten files
. "$(dirname "$0")/support.sh"
[ -d /usr/lib/postgresql ] || { echo "skipped: PostgreSQL is not installed"; exit 0; }
pages=${PAGES:-1000}
tests=$(cd "$(dirname "$0")/.." && pwd)
chmod 711 "$work"   # PostgreSQL runs as a user of its own and has to pass through
mkdir "$work/postgres"
connection=$("$tests/support/postgres" start "$work/postgres") || { not_ok "PostgreSQL starts"; exit 1; }
psql_of() { psql -qAt -v ON_ERROR_STOP=1 "$connection dbname=$1" -c "$2"; }
other=""
end() {
    [ -z "$other" ] || kill -KILL "$other" 2>/dev/null
    "$tests/support/postgres" stop "$work/postgres"
    finish
}
trap end EXIT
psql_of postgres "CREATE DATABASE two TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
rows() { psql_of two "$1"; }
done_pages() { rows "SELECT (SELECT count(*) FROM read_page) + (SELECT count(*) FROM page)"; }
settings_with "database = postgresql:$connection dbname=two" "intake.settle_ms = 100" "reader.slots = 1"
set_up_demonstration
mkdir -p "$work/inbox" "$work/other-inbox"
for file in $(seq 10); do make_tiff "$file" $((pages / 10)) "$work/file-$file.tif"; done

start_service || { not_ok "the first service starts"; exit 1; }
"$program" --config "$home/config/arkki.properties" --data "$data" serve --listen 127.0.0.1:0 --inbox "$work/other-inbox" \
    >"$work/other.log" 2>&1 </dev/null &
other=$!
for _ in $(seq 100); do ! grep -q "ready at" "$work/other.log" || break; sleep 0.1; done
expect 0 "a second service starts beside it" grep -q "ready at" "$work/other.log" || cat "$work/other.log"
mv "$work"/file-*.tif "$work/inbox"
for _ in $(seq 600); do [ "$(done_pages)" -lt $((pages / 2)) ] || break; sleep 0.2; done
holders=$(rows "SELECT count(DISTINCT lease_owner) FROM job WHERE state = 'running'")
for _ in $(seq 50); do
    [ "$holders" -lt 2 ] || break
    sleep 0.05
    holders=$(rows "SELECT count(DISTINCT lease_owner) FROM job WHERE state = 'running'")
done
expect 0 "both work at the same time" test "$holders" -ge 2
kill -KILL "$other"
wait "$other" 2>/dev/null
other=""
echo "# one of them killed after $(done_pages) of $pages pages"
for _ in $(seq 900); do [ "$(rows "SELECT count(*) FROM arrival WHERE state = 'filed'")" -lt 10 ] || break; sleep 0.2; done
expect 0 "all files are documents, once" test "$(rows "SELECT count(*) || ' ' || count(DISTINCT sha256) FROM document")" = "10 10"
expect 0 "each page is there once" test "$(rows "SELECT count(*) || ' ' || count(DISTINCT (arrival, source_page)) FROM page")" = "$pages $pages"
expect 0 "each was read by one job, which is done" \
    test "$(rows "SELECT count(*) FROM job WHERE kind = 'read' AND state = 'done'")" = "$pages"
again=$(rows "SELECT coalesce(sum(attempt - 1), 0) FROM job WHERE kind = 'read'")
echo "# taken up a second time: $again"
expect 0 "only what the killed one held was taken up again" test "$again" -le 3
kill -TERM "$service"
expect 0 "the service ends when told to" wait "$service" || cat "$work/service.log"
service=""
expect 0 "nothing is left over, every blob opens, the log holds" arkki check --sweep --older 0
