#!/usr/bin/env bash
# Letters with a time stamp: asked of a real authority (`openssl ts`), proved by the verifier, and signed all the same
# while the authority is away.
. "$(dirname "$0")/support.sh"
# signing_with LINE...: from here on these are the settings of signing.
signing_with() {
    [[ $home == "$work"/* ]] || settings_with
    rm -f "$home/config/signing.properties"
    printf '%s\n' "$@" >"$home/config/signing.properties"
}
authority=""
end_authority() { if [ -n "$authority" ]; then exec 7>&-; wait "$authority" 2>/dev/null; authority=""; fi; }
trap 'end_authority; finish' EXIT

start_authority() {
    mkdir -p "$work/tsa" && rm -f "$work/tsa.in" "$work/tsa.out" && mkfifo "$work/tsa.in"
    node "$home/tests/support/stamp_authority.mjs" "$work/tsa" "$@" <"$work/tsa.in" >"$work/tsa.out" 2>&1 &
    authority=$!
    exec 7>"$work/tsa.in"
    for _ in $(seq 100); do
        port=$(jq -r .port "$work/tsa.out" 2>/dev/null) && [ -n "$port" ] && return 0
        sleep 0.1
    done
    cat "$work/tsa.out"
    return 1
}

# decided DATUM_VALUE: a refused correction that waits for its signature; sets $request.
decided() {
    as clerk request open --kind rectify --customer "$customer" --received "$(day)" --language fi \
        --item "datum=phone,old=000 123 4567,wanted=$1,ground=Numero on vaihtunut" >"$out" 2>"$err" </dev/null
    request=$(of .request)
    expect 0 "a correction request is identified" as clerk request identify "$request" --method customer_knowledge
    expect 0 "and refused" as responsible request decide "$request" --outcome refused --reason R4 \
        --text "Tarkistimme puhelinnumeron tilauksesta. Numero vastaa sitä, jonka annoitte."
}
sign() { as responsible request sign "$request" --key "$key" --pin-file "$work/pin" -o "$work/letter.pdf" "$@"; }

set_up_demonstration
expect 0 "a customer" as clerk customer add --name "Tuovi Esimerkki" --phone "000 123 4567" --postal-address "Esimerkkipolku 5, 00200 Helsinki"
customer=$(of .customer)
expect 0 "the authority starts" start_authority
tsa=http://127.0.0.1:$port/tsa

echo "# Settings that cannot be meant"
signing_with "signing.tsa = $tsa" "signing.tsa.authorities ="
expect 3 "an authority without roots to check it by is refused" as clerk request list
prints "and the setting is named" signing.tsa.authorities
signing_with "signing.tsa = $tsa" "signing.tsa.authorities = $work/nowhere.pem"
expect 3 "a file of roots that is not there is refused" as clerk request list
echo "no certificate" >"$work/empty.pem"
signing_with "signing.tsa = $tsa" "signing.tsa.authorities = $work/empty.pem"
expect 3 "a file of roots without a certificate is refused" as clerk request list
signing_with "signing.tsa = ftp://127.0.0.1/tsa" "signing.tsa.authorities = $work/tsa/root.pem"
expect 3 "an address that is none of http is refused" as clerk request list

echo "# A letter with a time stamp"
signing_with "signing.tsa = $tsa" "signing.tsa.authorities = $work/tsa/root.pem"
decided "000 765 4321"
expect 3 "a level nobody knows is refused before anything is signed" sign --level Q
expect 0 "the responsible person signs" sign
says "and the letter is B-T" '.level == "B-T"'
expect 0 "the verifier proves it" arkki letter verify "$work/letter.pdf"
says "at the level of its time stamp" '.valid and .level == "B-T" and .problems == []'
expect 0 "pdfsig looks at it" pdfsig -nocert "$work/letter.pdf"
prints "and calls the signature valid" "Signature is Valid"
cp -a "$home/config/signing.properties" "$work/signing.kept"
signing_with ""
expect 8 "an office that does not believe the authority does not believe the time" arkki letter verify "$work/letter.pdf"
says "and says why" '(.valid | not) and .level == "" and (.problems | index("time_stamp"))'

echo "# Asked for on the command line"
decided "000 765 4322"
expect 3 "a time stamp without an authority is refused" sign --level T
cp "$work/signing.kept" "$home/config/signing.properties"
expect 0 "level B asks for no time stamp" sign --level B
says "and gets none" '.level == "B-B"'
expect 0 "it verifies all the same" arkki letter verify "$work/letter.pdf"
says "as what it is" '.valid and .level == "B-B"'
decided "000 765 4323"
signing_with "signing.tsa =" "signing.tsa.authorities = $work/tsa/root.pem"
expect 0 "another authority than that of the settings" sign --level T --tsa "$tsa"
says "stamps it as well" '.level == "B-T"'

echo "# The authority is away"
signing_with "signing.tsa = $tsa" "signing.tsa.authorities = $work/tsa/root.pem"
decided "000 765 4324"
end_authority
expect 0 "the letter is signed all the same" sign
says "at B-B, which is said" '.level == "B-B"'
says "with the reason" '.missing == "anchor.unreachable"'
expect 0 "it verifies" arkki letter verify "$work/letter.pdf"
says "as what it is" '.valid and .level == "B-B"'

echo "# The authority is back"
cp "$work/letter.pdf" "$work/first.pdf"
expect 0 "at the old address" start_authority "$port"
expect 0 "the service starts" start_service
is_lifted() { sqlite3 "$data/arkki.db" "SELECT count(*) FROM letter_form f JOIN letter l ON l.id = f.letter WHERE l.request = $request AND f.level = 'B-T'" | grep -qx 1; }
until_lifted() { local left=600; until is_lifted; do [ $((left -= 1)) -gt 0 ] || return 1; sleep 0.1; done; }
expect 0 "and lifts the letter by itself" until_lifted
kill -TERM "$service"; wait "$service" 2>/dev/null; service=""
expect 0 "the first form stays a letter of ours" arkki letter verify "$work/first.pdf"
says "at B-B" '.valid and .level == "B-B"'
expect 0 "the log holds" arkki audit verify
expect 0 "what level B asked for was not stamped later" test "$(sqlite3 "$data/arkki.db" "SELECT count(*) FROM letter_form")" = 3
