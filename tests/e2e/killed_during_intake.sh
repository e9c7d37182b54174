#!/usr/bin/env bash
# The service is killed twenty times while paper comes in, at moments it cannot choose. Whatever it had taken is there
# afterwards, nothing is there twice, and the log holds.
#   KILLS=N: so many times; SEED=N: the same moments again
. "$(dirname "$0")/support.sh"
kills=${KILLS:-20}
RANDOM=${SEED:-$$}
echo "# seed ${SEED:-$$}"
inbox=$work/inbox
samples=("$home"/scans/samples/*.jpg "$home"/scans/samples/*.png)

rows() { sqlite3 -readonly -cmd '.timeout 5000' "$data/arkki.db" "$1"; }
sum_of() { sha256sum "$1" | cut -d' ' -f1; }

# A paper nobody has seen: a sample, and a few bytes behind its end.
drop_paper() {
    local source=${samples[$(($1 % ${#samples[@]}))]}
    local name=paper-$1.${source##*.}
    { cat "$source"; printf 'paper %d' "$1"; } >"$work/writing"
    sum_of "$work/writing" >>"$work/dropped"
    mv "$work/writing" "$inbox/$name"
}

# Sums of all papers that are neither in the folder (claimed or not) nor an arrival: lost.
lost() {
    { find "$inbox" -type f -exec sha256sum {} + | cut -d' ' -f1; rows "SELECT sha256 FROM arrival"; } | sort -u >"$work/known"
    sort -u "$work/dropped" | comm -23 - "$work/known"
}

set_up_demonstration
mkdir -p "$inbox"
: >"$work/dropped"
: >"$work/acknowledged"
paper=0 lost_once="" vanished=""
for kill in $(seq "$kills"); do
    drop_paper $((paper += 1))
    [ $((RANDOM % 2)) = 0 ] || drop_paper $((paper += 1))
    if [ $((RANDOM % 5)) = 0 ]; then
        # Also in the middle of starting.
        "$program" --config "$home/config/arkki.properties" --data "$data" serve --listen 127.0.0.1:0 --inbox "$inbox" \
            >"$work/service.log" 2>&1 </dev/null &
        service=$!
        sleep "0.$((RANDOM % 10))"
    else
        start_service || { not_ok "the service starts after kill $((kill - 1))"; break; }
        sleep "$((1 + RANDOM % 6)).$((RANDOM % 10))"
    fi
    kill -KILL "$service"
    wait "$service" 2>/dev/null
    service=""
    lost_once+=$(lost)
    # What was a document once stays one.
    rows "SELECT sha256 FROM document" | sort >"$work/now"
    vanished+=$(comm -23 "$work/acknowledged" "$work/now")
    cp "$work/now" "$work/acknowledged"
    echo "# kill $kill: $paper papers came, $(wc -l <"$work/now") are documents, $(rows "SELECT count(*) FROM arrival WHERE state IN ('received','reading')") wait"
done
expect 0 "after $kills kills no paper was lost at any moment" test -z "$lost_once"
expect 0 "no document vanished" test -z "$vanished"

start_service && ok "the service starts once more" || not_ok "the service starts once more"
for _ in $(seq 300); do
    [ -n "$(find "$inbox" -type f)" ] || [ "$(rows "SELECT count(*) FROM arrival WHERE state IN ('received','reading')")" != 0 ] || break
    sleep 1
done
# A paper at which the service died three times is not tried a fourth time by itself: it waits for a person.
rows "SELECT sha256 FROM arrival WHERE state = 'quarantined' AND reason = 'intake.gave_up'" >"$work/waiting"
waiting=$(wc -l <"$work/waiting")
expect 0 "every paper is an arrival, once" test "$(rows "SELECT count(*) || ' ' || count(DISTINCT sha256) FROM arrival")" = "$paper $paper"
expect 0 "every paper is a document, once, but for $waiting at which the service died three times" \
    test "$(rows "SELECT (count(*) + $waiting) || ' ' || (count(DISTINCT sha256) + $waiting) FROM document")" = "$paper $paper"
rows "SELECT sha256 FROM document" | sort - "$work/waiting" >"$work/now"
expect 0 "and these are the papers that came" bash -c 'sort "$1" | cmp - "$2"' . "$work/dropped" "$work/now"
expect 0 "most papers are documents" test $((waiting * 4)) -le "$paper"
expect 0 "the folder is empty" test -z "$(find "$inbox" -type f)"
expect 0 "no page is there twice" test "$(rows "SELECT count(*) - count(DISTINCT document || '/' || number) FROM page")" = 0
broken=""
for document in $(rows "SELECT id FROM document ORDER BY id"); do
    as clerk document original "$document" -o "$work/original" 2>>"$err"
    [ "$(sum_of "$work/original")" = "$(rows "SELECT sha256 FROM document WHERE id = $document")" ] || broken+=" $document"
done
expect 0 "every original comes back byte for byte${broken:+, but not of$broken}" test -z "$broken"
kill -TERM "$service"
expect 0 "the service ends when told to" wait "$service" || cat "$work/service.log"
service=""
expect 0 "the log holds" arkki audit verify
