#!/usr/bin/env bash
# Scans of others, of every kind and also broken ones: one command takes all of them in and says of each what became of it.
#   EVERY=N: of all files each Nth; 1 takes all of them, which is some minutes of work
#   ARKKI_SHARED: the folder with data/scans; else ../shared beside the project
. "$(dirname "$0")/support.sh"
shared=${ARKKI_SHARED:-$home/../shared}/data/scans
[ -d "$shared" ] || { echo "skipped: there are no scans of others at data/scans"; exit 0; }
settings_with "reader.slots = 2"
mkdir "$work/scans"
(cd "$shared" && find . -type f | sort | awk -v every="${EVERY:-3}" 'NR % every == 0' | xargs -d '\n' cp --parents -t "$work/scans")
shared=$work/scans
set_up_demonstration
files=$(find "$shared" -type f | wc -l)
find "$shared" -type f -exec sha256sum {} + | sort >"$work/before"
begin=$SECONDS
expect 0 "all $files files in one command" arkki intake "$shared"
cp "$out" "$work/table"
echo "# $((SECONDS - begin)) s: $(jq -r .state "$work/table" | sort | uniq -c | tr '\n' ' ')"
jq -r '[.state, .pages, .reason, (.file | split("/") | last)] | @tsv' "$work/table" | sed 's/^/#   /'
expect 0 "each file has one line" test "$(jq -r .file "$work/table" | sort -u | wc -l)" = "$files"
cp "$work/table" "$out"
says "each line tells an outcome" '.state == "filed" or .state == "duplicate" or .state == "quarantined"'
says "what is not filed has a reason or its twin" '.state == "filed" or .reason != "" or (.state == "duplicate" and .document > 0)'
says "what is filed has pages" '.state != "filed" or .pages > 0'
expect 0 "the sources are left alone" bash -c 'find "$1" -type f -exec sha256sum {} + | sort | cmp - "$2"' . "$shared" "$work/before"
expect 0 "nothing is lost, left over or damaged" arkki check --older 0
