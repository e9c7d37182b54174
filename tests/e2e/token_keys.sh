#!/usr/bin/env bash
# The responsible person's key lies in a token (SoftHSM2) instead of a file: the same letter, nothing signed with a wrong
# PIN, the key taken by its owner's name.
. "$(dirname "$0")/support.sh"
# signing_with LINE...: from here on these are the settings of signing.
signing_with() {
    [[ $home == "$work"/* ]] || settings_with
    rm -f "$home/config/signing.properties"
    printf '%s\n' "$@" >"$home/config/signing.properties"
}
module=/usr/lib/softhsm/libsofthsm2.so
[ -e $module ] && command -v softhsm2-util >/dev/null || { echo "skipped: there is no SoftHSM2"; echo "ok - nothing to try"; exit 0; }
export SOFTHSM2_CONF=$work/softhsm2.conf
mkdir "$work/tokens"
printf 'directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n' "$work/tokens" >"$SOFTHSM2_CONF"

set_up_demonstration
user=$(basename "$key" .p12)
echo 135790 >"$work/token.pin"
echo 135791 >"$work/wrong.pin"
expect 0 "a token" softhsm2-util --init-token --free --label "Arkin avaimet" --so-pin 99887766 --pin 135790
(umask 077; openssl pkcs12 -in "$key" -nocerts -nodes -passin "file:$work/pin" 2>/dev/null | openssl pkcs8 -topk8 -nocrypt -out "$work/key.pem")
expect 0 "takes the key of the responsible person" softhsm2-util --import "$work/key.pem" --token "Arkin avaimet" --pin 135790 --label "$user" --id a1
openssl pkcs12 -in "$key" -nokeys -passin "file:$work/pin" -out "$data/keys/$user.pem" 2>/dev/null
rm -f "$work/key.pem"

expect 0 "a customer" as clerk customer add --name "Tuovi Esimerkki" --phone "000 123 4567" --postal-address "Esimerkkipolku 5, 00200 Helsinki"
customer=$(of .customer)
expect 0 "a correction request" as clerk request open --kind rectify --customer "$customer" --received "$(day)" --language fi \
    --item "datum=phone,old=000 123 4567,wanted=000 765 4321,ground=Numero on vaihtunut"
request=$(of .request)
expect 0 "is identified" as clerk request identify "$request" --method customer_knowledge
expect 0 "and refused" as responsible request decide "$request" --outcome refused --reason R4 --text "Numero vastaa sitä, jonka annoitte."
sign() { as responsible request sign "$request" -o "$work/letter.pdf" "$@"; }

expect 3 "without a token in the settings there is none" sign --key "token:$user" --pin-file "$work/token.pin"
signing_with "signing.pkcs11.module = $module" "signing.pkcs11.token ="
expect 3 "a module without the name of its token is refused" as clerk request list
signing_with "signing.pkcs11.module = /nowhere.so" "signing.pkcs11.token = Arkin avaimet"
expect 3 "a module that is not there is refused" as clerk request list
signing_with "signing.pkcs11.module = $module" "signing.pkcs11.token = Arkin"
expect 4 "a token that is not there is said so" sign --key "token:$user" --pin-file "$work/token.pin"
signing_with "signing.pkcs11.module = $module" "signing.pkcs11.token = Arkin avaimet"
expect 3 "a key that is not in the token is said so" sign --key token:nobody --pin-file "$work/token.pin"
expect 5 "a wrong PIN opens no key" sign --key "token:$user" --pin-file "$work/wrong.pin"
expect 0 "nothing was signed so far" test ! -e "$work/letter.pdf"
mv "$key" "$work/elsewhere.p12"
expect 0 "the key is found by its owner's name" sign --pin-file "$work/token.pin"
says "and signs the letter" '.letter and .sha256'
expect 0 "which the verifier believes" arkki letter verify "$work/letter.pdf"
says "like any other" '.valid and (.level | length > 0) and .problems == []'
expect 0 "pdfsig looks at it" pdfsig -nocert "$work/letter.pdf"
prints "and calls the signature valid" "Signature is Valid"
expect 1 "the PIN stands in no log" grep -rqs 135790 "$data" --include=*.log --include=*.db
