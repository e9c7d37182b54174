#!/usr/bin/env bash
# `arkki check`: what is missing, changed, left over or does not fit together is said, a line each, with exit code 8.
. "$(dirname "$0")/support.sh"
settings_with "reader.slots = 2"
set_up_demonstration
mkdir "$work/twins"
for twin in one two; do cp "$home/scans/samples/contact-fi.jpg" "$work/twins/$twin.jpg"; done
expect 0 "two equal files are taken in at once" arkki intake "$work/twins"
expect 0 "and leave nothing over" arkki check --older 0
expect 0 "a sheet is taken in" arkki intake "$home/scans/samples/order-fi.jpg"
rows() { sqlite3 -cmd '.timeout 5000' "$data/arkki.db" "$1"; }
place() { local name; name=$(rows "SELECT $1 FROM page LIMIT 1"); echo "$data/blobs/${name:0:2}/${name:2:2}/$name"; }
finds() { jq -s -e --arg key "$1" 'any(.[]; .finding == $key)' "$out" >/dev/null && ok "$2" || not_ok "$2"; }

expect 0 "a good archive is good" arkki check --older 0
says "and says how much there is" '.good == true and .blobs > 4 and .blobs == .stored and .entries > 0'
expect 2 "an unknown option is refused" arkki check --everything

image=$(place image_blob)
mv "$image" "$work/image"
expect 8 "a blob that is missing is found" arkki check
finds vault.missing "by its name"
expect 8 "quickly as well" arkki check --quick
finds vault.missing "by its name"
head -c 100 "$work/image" >"$image"
expect 8 "a blob that was cut off is found" arkki check
finds vault.damaged "as damaged"
mv "$work/image" "$image"

orphan=$data/blobs/ab/cd
mkdir -p "$orphan"
name=abcd$(printf '0%.0s' $(seq 60))
cp "$image" "$orphan/$name"
expect 0 "a blob of this moment may belong to work under way" arkki check
says "and is counted" '.young == 1'
touch -d '2 hours ago' "$orphan/$name"
expect 8 "an old one that nothing names is found" arkki check
finds check.orphan "as left over"
expect 0 "the sweeper takes it, and nothing else" arkki check --sweep
expect 0 "it is gone" test ! -e "$orphan/$name"

rows "DELETE FROM page_scope"
expect 8 "a page nobody would find is found" arkki check
finds check.page.not_searchable "as not searchable"
rows "INSERT INTO page_scope (page, document, scope) SELECT p.id, d.id, d.scope FROM page p JOIN document d ON d.id = p.document"
expect 0 "and good again when it is mended" arkki check
