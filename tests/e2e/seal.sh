#!/usr/bin/env bash
# The service with its sealer, as it is started for real: sealed, delivered, rolled back, found, repaired.
. "$(dirname "$0")/support.sh"
sealer=""
origin=arkki.local/audit/e1
end_sealer() { if [ -n "$sealer" ]; then kill -TERM "$sealer" 2>/dev/null; wait "$sealer" 2>/dev/null; sealer=""; fi; }
trap 'end_sealer; finish' EXIT

# Under a user of its own where we may change users.
other=()
[ "$(id -u)" != 0 ] || other=(setpriv --reuid=64951 --regid=64951 --clear-groups --no-new-privs)
in_sealer() { (cd "$data/sealer" && exec "${other[@]}" "$@"); }
prepare_sealer() {
    mkdir -p "$data/sealer" && chmod 711 "$data/sealer"
    install -m 755 "$(dirname "$program")/arkki-sealer" "$data/sealer/arkki-sealer"
    [ ${#other[@]} = 0 ] || chown -R 64951 "$data/sealer"
    in_sealer ./arkki-sealer --origin $origin --key key.pem --make-key >"$data/keys/sealer.vkey"
}
start_sealer() {
    (cd "$data/sealer" && exec "${other[@]}" ./arkki-sealer --origin $origin --key key.pem --state state --export export \
        --socket socket --service-uid "$(id -u)") >>"$work/sealer.log" 2>&1 </dev/null &
    sealer=$!
    for _ in $(seq 100); do [ ! -S "$data/sealer/socket" ] || return 0; sleep 0.05; done
    return 1
}
stop_service() { kill -TERM "$service"; wait "$service"; service=""; }
health() { curl -s "$address/health" >"$out"; }
figure() { curl -s "$address/metrics" | awk -v name="$1" '$1 == name { print $2 }'; }
# until SECONDS COMMAND...: it comes true within that time.
until_true() { local left=$(($1 * 10)); shift; until "$@" >/dev/null 2>&1; do [ $((left -= 1)) -gt 0 ] || return 1; sleep 0.1; done; }
sign_in() { curl -s -o "$work/page" -w '%{http_code}' -c "$work/jar" -H "Origin: $address" --data-urlencode user_name=clerk --data-urlencode "password@$work/clerk.password" "$address/sign-in"; }
is_sealed() { [ "$(figure arkki_checkpoint_entries)" -gt "${1:-0}" ]; }
is_delivered() { [ "$(figure 'arkki_anchor_entries{channel="folder"}')" -gt 0 ]; }

set_up_demonstration
prepare_sealer
[ ! -s "$data/keys/sealer.vkey" ] && not_ok "the sealer made a key"

start_service || exit 1
health
says "without a sealer the service serves, and says what is missing" '.ready and .seal == "bad" and (.alarms | index("no_sealer"))'
expect 0 "people can sign in meanwhile" test "$(sign_in)" = 303
stop_service
cp "$work/jar" "$work/jar.older"   # this session is in the older database too
cp "$data/arkki.db" "$work/older.db"

start_sealer || { not_ok "the sealer starts"; exit 1; }
start_service || exit 1
expect 0 "the log is sealed soon after the start" until_true 30 is_sealed
expect 0 "the checkpoint is in the folder, and its receipt in the log" until_true 20 is_delivered
health
says "the seal stands; what a demonstration lacks is yellow" '.seal == "warn" and .alarms == []'
if [ ${#other[@]} -gt 0 ]; then
    expect 0 "the key is the sealer's alone" test "$(stat -c '%u %a' "$data/sealer/key.pem")" = "64951 400"
else
    echo "skipped: the sealer under another user needs root"
fi
expect 0 "nothing of the figures is for elsewhere" test "$(curl -s -o /dev/null -w '%{http_code}' -H 'X-Forwarded-For: 192.0.2.1' "$address/metrics")" = 404
cp "$data"/outside/*.checkpoint "$work/outside.checkpoint"
kill -KILL "$sealer"; wait "$sealer" 2>/dev/null; sealer=""
expect 0 "a sealer that died does not stop the service" test "$(sign_in)" = 303
stop_service
expect 0 "the log holds against the copy that had left" arkki audit verify --checkpoint "$work/outside.checkpoint"

rm -f "$data"/arkki.db*
cp "$work/older.db" "$data/arkki.db"
start_sealer || { not_ok "the sealer starts again"; exit 1; }
start_service || exit 1
health
says "a database that was rolled back is found at the start" '(.ready | not) and .seal == "bad" and (.alarms | index("behind"))'
expect 0 "nobody gets in: nothing can be logged" test "$(sign_in)" = 503
if grep -q "audit repair" "$work/page"; then ok "the page says what to do"; else not_ok "the page says what to do"; fi
for path in /documents/1 /customers/1 /log /seal; do
    code=$(curl -s -o "$work/page" -w '%{http_code}' -b "$work/jar.older" "$address$path")
    case $code in 503) ok "$path gives no content ($code)" ;; *) not_ok "$path gives no content" "$code" ;; esac
done
expect 7 "the command line neither" as clerk --purpose care search koe
expect 8 "verify says so against the copy outside" arkki audit verify --checkpoint "$work/outside.checkpoint"
stop_service
expect 0 "the leaves come back from the sealer's export" arkki audit repair --from "$data/sealer/export"
start_service || exit 1
health
says "the log is the sealed one again" '.ready and (.alarms == [])'
expect 0 "people get in again" test "$(sign_in)" = 303
expect 0 "and it holds against the copy outside" arkki audit verify --checkpoint "$work/outside.checkpoint"
