#!/usr/bin/env bash
# The disk fills up while papers come in: it is said, the service survives, and when there is room again it goes on where
# it stopped. Nothing is lost.
. "$(dirname "$0")/support.sh"
mkdir -p "$data"
mount -t tmpfs -o size=12m arkki-test "$data" 2>"$err" || { echo "skipped: no file system of its own may be mounted here"; exit 0; }
end() {
    [ -z "$service" ] || { kill -TERM "$service" 2>/dev/null; wait "$service" 2>/dev/null; service=""; }
    umount -l "$data"
    finish
}
trap end EXIT
settings_with "intake.settle_ms = 100"
mkdir "$work/tmp"
rows() { sqlite3 -readonly -cmd '.timeout 5000' "$data/arkki.db" "$1"; }
set_up_demonstration
start_service || { not_ok "the service starts"; exit 1; }
files=12
for i in $(seq $files); do
    { cat "$home/scans/samples/contact-fi.jpg"; head -c 700000 /dev/urandom; } >"$work/tmp/paper"
    sha256sum "$work/tmp/paper" | cut -d' ' -f1 >>"$work/dropped"
    mv "$work/tmp/paper" "$work/inbox/paper-$i.jpg"
done
for _ in $(seq 120); do
    ! grep -qE "cannot_write|db\.(full|unavailable)|folder" "$work/service.log" || break
    sleep 0.5
done
expect 0 "a full disk is said" grep -qE "cannot_write|db\.(full|unavailable)|one file stays" "$work/service.log" || cat "$work/service.log"
expect 0 "the service lives" curl -sf -m 10 -o "$work/page" "$address/health"
known() { { find "$work/inbox" -type f -exec sha256sum {} + | cut -d' ' -f1; rows "SELECT sha256 FROM arrival"; } | sort -u; }
expect 0 "no paper is lost meanwhile" test -z "$(known | comm -13 - <(sort -u "$work/dropped"))"
mount -o remount,size=400m "$data"
for _ in $(seq 240); do
    [ -n "$(find "$work/inbox" -type f)" ] || [ "$(rows "SELECT count(*) FROM arrival WHERE state IN ('received','reading','read')")" != 0 ] || break
    sleep 1
done
expect 0 "with room again every paper is a document, once" \
    test "$(rows "SELECT count(*) || ' ' || count(DISTINCT sha256) FROM document")" = "$files $files"
expect 0 "and these are the papers that came" test "$(rows "SELECT sha256 FROM document" | sort)" = "$(sort "$work/dropped")"
kill -TERM "$service"
expect 0 "the service ends when told to" wait "$service" || cat "$work/service.log"
service=""
expect 0 "nothing is left over, every blob opens, the log holds" arkki check --sweep --older 0
