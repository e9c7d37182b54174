#!/usr/bin/env bash
# The service is killed fifty times while two hundred papers come in, at moments it cannot choose, also while it starts.
# Whatever it had taken is there afterwards, nothing is there twice, no blob is left without a name, and the log holds.
#   KILLS=N: so many times; PAPERS=N: so many papers; SEED=N: the same moments again
. "$(dirname "$0")/support.sh"
kills=${KILLS:-50}
papers=${PAPERS:-200}
RANDOM=${SEED:-$$}
echo "# seed ${SEED:-$$}"
inbox=$work/inbox
settings_with "intake.settle_ms = 100" "reader.slots = 2"
samples=("$home"/scans/samples/*.jpg "$home"/scans/samples/*.png)

rows() { sqlite3 -readonly -cmd '.timeout 5000' "$data/arkki.db" "$1"; }
sum_of() { sha256sum "$1" | cut -d' ' -f1; }

# A paper nobody has seen: mostly a small one, some of three pages; each tenth a real form and a few bytes behind its end.
drop_paper() {
    local name=paper-$1.tif
    if [ $(($1 % 10)) = 0 ]; then
        local source=${samples[$(($1 / 10 % ${#samples[@]}))]}
        name=paper-$1.${source##*.}
        { cat "$source"; printf 'paper %d' "$1"; } >"$work/writing"
    else
        make_tiff "$1" $(($1 % 7 == 0 ? 3 : 1)) "$work/writing"
    fi
    sum_of "$work/writing" >>"$work/dropped"
    mv "$work/writing" "$inbox/$name"
}

# Sums of all papers that are neither in the folder (claimed or not) nor an arrival: lost.
lost() {
    { find "$inbox" -type f -exec sha256sum {} + | cut -d' ' -f1; rows "SELECT sha256 FROM arrival"; } | sort -u >"$work/known"
    sort -u "$work/dropped" | comm -23 - "$work/known"
}
waiting() { rows "SELECT count(*) FROM arrival WHERE state IN ('received','reading','read')"; }

set_up_demonstration
mkdir -p "$inbox"
: >"$work/dropped"
: >"$work/acknowledged"
paper=0 lost_once="" vanished=""
for kill in $(seq "$kills"); do
    while [ $((paper * kills)) -lt $((papers * kill)) ]; do drop_paper $((paper += 1)); done
    "$program" --config "$home/config/arkki.properties" --data "$data" serve --listen 127.0.0.1:0 --inbox "$inbox" \
        >"$work/service.log" 2>&1 </dev/null &
    service=$!
    # One in five dies while it starts, the others at some moment of their work.
    if [ $((RANDOM % 5)) != 0 ]; then
        for _ in $(seq 600); do ! grep -q "ready at" "$work/service.log" || break; sleep 0.05; done
    fi
    sleep "$((RANDOM % 2)).$((RANDOM % 10))$((RANDOM % 10))"
    kill -KILL "$service"
    wait "$service" 2>/dev/null
    service=""
    lost_once+=$(lost)
    # What was a document once stays one.
    rows "SELECT sha256 FROM document" | sort >"$work/now"
    vanished+=$(comm -23 "$work/acknowledged" "$work/now")
    cp "$work/now" "$work/acknowledged"
    [ $((kill % 10)) != 0 ] || echo "# kill $kill: $paper papers came, $(wc -l <"$work/now") are documents, $(waiting) wait"
done
expect 0 "after $kills kills no paper was lost at any moment" test -z "$lost_once"
expect 0 "no document vanished" test -z "$vanished"

start_service && ok "the service starts once more" || not_ok "the service starts once more"
for _ in $(seq 300); do
    [ -n "$(find "$inbox" -type f)" ] || [ "$(waiting)" != 0 ] || break
    sleep 1
done
# A paper that took the service with it five times is not tried again by itself: it waits for a person.
rows "SELECT sha256 FROM arrival WHERE state = 'quarantined' AND reason = 'intake.gave_up'" >"$work/waiting"
left=$(wc -l <"$work/waiting")
expect 0 "every paper is an arrival, once" test "$(rows "SELECT count(*) || ' ' || count(DISTINCT sha256) FROM arrival")" = "$paper $paper"
expect 0 "every paper is a document, once, but for $left at which the service died five times" \
    test "$(rows "SELECT (count(*) + $left) || ' ' || (count(DISTINCT sha256) + $left) FROM document")" = "$paper $paper"
rows "SELECT sha256 FROM document" | sort - "$work/waiting" >"$work/now"
expect 0 "and these are the papers that came" bash -c 'sort "$1" | cmp - "$2"' . "$work/dropped" "$work/now"
expect 0 "nearly all papers are documents" test $((left * 20)) -le "$paper"
expect 0 "the folder is empty" test -z "$(find "$inbox" -type f)"
expect 0 "no page is there twice" test "$(rows "SELECT count(*) - count(DISTINCT arrival || '/' || source_page) FROM page")" = 0
expect 0 "and none is missing" test "$(rows "SELECT count(*) FROM document d WHERE d.pages <> (SELECT count(*) FROM page p WHERE p.document = d.id)")" = 0
kill -TERM "$service"
expect 0 "the service ends when told to" wait "$service" || cat "$work/service.log"
service=""
echo "# blobs without a name after $kills kills: $(arkki check --quick --older 0 2>/dev/null | grep -c check.orphan)"
expect 0 "after the sweep nothing is left that nobody names, every blob opens, rows and log hold" arkki check --sweep --older 0
says "and the check says so" '(.good // true) == true'
broken=""
for document in $(rows "SELECT id FROM document ORDER BY id LIMIT 20"); do
    as clerk document original "$document" -o "$work/original" 2>>"$err"
    [ "$(sum_of "$work/original")" = "$(rows "SELECT sha256 FROM document WHERE id = $document")" ] || broken+=" $document"
done
expect 0 "originals come back byte for byte${broken:+, but not of$broken}" test -z "$broken"
expect 0 "the log holds" arkki audit verify
