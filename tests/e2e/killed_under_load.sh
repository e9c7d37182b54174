#!/usr/bin/env bash
# The service is killed twenty-five times while people search, at moments it cannot choose. Whatever was answered stands
# in the access log afterwards, nothing is there twice, and the log holds each time.
#   KILLS=N: so many times; SEED=N: the same moments again
. "$(dirname "$0")/support.sh"
kills=${KILLS:-25}
RANDOM=${SEED:-$$}
echo "# seed ${SEED:-$$}"
clients=8

rows() { sqlite3 -readonly -cmd '.timeout 5000' "$data/arkki.db" "$1"; }

searches() { rows "SELECT count(*) FROM audit_entry WHERE action = 'search.page'"; }

# Signs the clerk in by the form; the cookie stands in $work/cookies, the forms' token in $token.
sign_in() {
    curl -s -o "$work/page" -c "$work/cookies" -H "Origin: $address" --data-urlencode user_name=clerk \
        --data-urlencode "password@$work/clerk.password" "$address/sign-in"
    curl -s -b "$work/cookies" "$address/search" >"$work/page"
    token=$(sed -n 's/.*name="token" value="\([^"]*\)".*/\1/p' "$work/page" | head -1)
    [ -n "$token" ]
}

# Thousands of searches for words nobody searched for before, several at a time, until the service is gone. An answer
# counts from its first byte on: `200 WORD` goes into $work/answered.
search_on() {
    local round=$1 i
    for i in $(seq 3000); do
        printf 'next\nurl = "%s/search"\ncookie = "%s"\nheader = "Origin: %s"\ndata = "token=%s&q=sana%dx%d"\noutput = "/dev/null"\nwrite-out = "%%{http_code} sana%dx%d\\n"\n' \
            "$address" "$work/cookies" "$address" "$token" "$round" "$i" "$round" "$i"
    done | sed 1d >"$work/load"
    curl -s -Z --parallel-max "$clients" --parallel-immediate --fail-early -K "$work/load" >>"$work/answers" 2>/dev/null
}

set_up_demonstration
: >"$work/answers"
lost="" twice="" broken=""
for kill in $(seq "$kills"); do
    start_service || { not_ok "the service starts after kill $((kill - 1))"; break; }
    [ -n "${token:-}" ] || sign_in || { not_ok "the clerk signs in"; break; }
    before=$(searches)
    search_on "$kill" &
    load=$!
    for _ in $(seq 50); do [ "$(searches)" = "$before" ] || break; sleep 0.1; done
    sleep "0.$((RANDOM % 8))"
    kill -KILL "$service"
    wait "$service" 2>/dev/null
    service=""
    wait "$load"
    sed -n 's/^200 //p' "$work/answers" | sort >"$work/answered"
    rows "SELECT query FROM audit_entry WHERE action = 'search.page'" | sort >"$work/logged"
    lost+=$(comm -23 "$work/answered" <(sort -u "$work/logged"))
    twice+=$(uniq -d "$work/logged")
    arkki audit verify >"$out" 2>"$err" || broken+=" $kill"
    echo "# kill $kill: $(wc -l <"$work/answered") searches answered, $(wc -l <"$work/logged") logged"
done
expect 0 "after $kills kills every search that was answered is in the log" test -z "$lost"
expect 0 "none is there twice" test -z "$twice"
expect 0 "there were searches to lose" test "$(wc -l <"$work/answered")" -gt $((kills * 5))
expect 0 "the log held after each kill${broken:+, but not after$broken}" test -z "$broken"
expect 0 "each start but the first says that the service had died" \
    test "$(rows "SELECT count(*) FROM audit_entry WHERE action = 'service.started' AND args LIKE '%unclean=1'")" = $((kills - 1))
start_service && ok "the service starts once more" || not_ok "the service starts once more"
kill -TERM "$service"
expect 0 "and ends when told to" wait "$service" || cat "$work/service.log"
service=""
expect 0 "the log holds" arkki audit verify
