#!/usr/bin/env bash
# A file of 850 pages: page by page, in bounded memory and temporary space, and others are not kept waiting.
#   PAGES=N: so many pages
. "$(dirname "$0")/support.sh"
pages=${PAGES:-850}
settings_with "reader.slots = 1"
set_up_demonstration
make_tiff 1 "$pages" "$work/long.tif"
export TMPDIR=$work/tmp
mkdir "$TMPDIR"
"$program" --config "$home/config/arkki.properties" --data "$data" --json intake "$work/long.tif" >"$out" 2>"$err" </dev/null &
service=$!
most=0 temporary=0
while kill -0 "$service" 2>/dev/null; do
    now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$service/status" 2>/dev/null)
    [ "${now:-0}" -le "$most" ] || most=$now
    space=$(du -sk "$TMPDIR" "$data/spool" 2>/dev/null | awk '{sum += $1} END {print sum + 0}')
    [ "$space" -le "$temporary" ] || temporary=$space
    sleep 0.2
done
wait "$service"
status=$?
service=""
expect 0 "the command ends well" test "$status" = 0
cp "$work/out" "$work/answer" 2>/dev/null
echo "# $pages pages: $((most / 1024)) MB resident at most, $((temporary / 1024)) MB of temporary files"
expect 0 "at most 200 MB resident" test "$most" -gt 0 -a "$most" -le 204800
expect 0 "at most 64 MB of temporary files" test "$temporary" -le 65536
rows() { sqlite3 -readonly "$data/arkki.db" "$1"; }
expect 0 "it is one document of $pages pages" test "$(rows "SELECT count(*) || ' ' || max(pages) FROM document")" = "1 $pages"
expect 0 "each page is there once" test "$(rows "SELECT count(*) || ' ' || count(DISTINCT source_page) FROM page")" = "$pages $pages"
expect 0 "and nothing of it is left over" arkki check --quick --older 0
