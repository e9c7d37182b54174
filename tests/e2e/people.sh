#!/usr/bin/env bash
# People on the command line and at the door of a new house: the one-time token, a commitment signed with a key and with
# a pen, paper out in the hands of somebody whose commitment is revoked.
. "$(dirname "$0")/support.sh"

echo "# An office with people"
set_up_demonstration
expect 6 "whoever has accounts gets no token for a first administrator" arkki setup --new-token
as admin user list >"$out" 2>"$err"
says "everybody's state is said in a word" '.state != ""'
expect 5 "a clerk sees no people" as clerk user list
expect 4 "somebody who is not there" as admin user role nobody clerk
expect 6 "a user name is never given twice" as admin user add clerk --name "Toinen Kirjaaja"
expect 0 "a trainee of a processor" as admin user add harri --name "Harri Harjoittelija" --employer "Esimerkki Tilit Oy"
expect 6 "has no password without a commitment" as admin user password harri

echo "# A commitment signed with a key"
expect 0 "the text is printed" as admin commitment print harri --text "$work/text.txt" -o "$work/sheet.pdf"
says "with its version and digest" '.version == "1" and (.text_sha256 | length == 64)'
sheet_digest=$(of .text_sha256)
expect 0 "the sheet says the digest" bash -c 'pdftotext "$1" - | tr -d " \n" | grep -q "$2"' . "$work/sheet.pdf" "$sheet_digest"
expect 0 "the key signs the text" arkki commitment sign --text "$work/text.txt" --key "$key" --pin-file "$work/pin" -o "$work/text.p7s"
expect 0 "openssl takes the signature for what it is" openssl cms -verify -binary -inform DER -in "$work/text.p7s" \
    -content "$work/text.txt" -CAfile "$data/keys/roots.pem" -purpose any -out /dev/null
sed 's/Harri/Herra/' "$work/text.txt" >"$work/other.txt"
expect 0 "another text is signed too" arkki commitment sign --text "$work/other.txt" --key "$key" --pin-file "$work/pin" -o "$work/other.p7s"
expect 3 "but is not the text of this person" as admin commitment record harri --witness todistaja --cms "$work/other.p7s"
expect 3 "a file that is no signature" as admin commitment record harri --witness todistaja --cms "$work/sheet.pdf"
expect 3 "nobody is his own witness" as admin commitment record harri --witness harri --cms "$work/text.p7s"
expect 0 "the signature is recorded" as admin commitment record harri --witness todistaja --cms "$work/text.p7s" --valid-to 2099-12-31
as admin commitment list harri >"$out" 2>"$err"
says "with the certificate's digest and its last day" \
    '.way == "key" and (.signer_sha256 | length == 64) and .state == "valid" and .valid_to == "2099-12-31"'
expect 3 "a sheet without a scan" as admin commitment record harri --witness todistaja
expect 0 "a sheet signed with a pen" as admin commitment record harri --witness todistaja --file "$home/scans/samples/rectify-fi.jpg"
expect 0 "gives a role for a reason" as admin user role harri clerk --reason sijainen
expect 0 "and a password" as admin user password harri

echo "# A revocation with paper out"
expect 0 "a clerk takes a binder" as clerk unit checkout K2-H3-M07 --due "$(day +7days)"
expect 3 "a revocation has a reason" as responsible commitment revoke clerk --reason " "
expect 0 "the clerk's commitment is revoked" as responsible commitment revoke clerk --reason "luottamus meni"
says "and the paper that is out is counted" '.revoked == 1 and .papers == 1'
expect 5 "the clerk is out" as clerk search Meikäläinen
expect 0 "somebody leaves" as admin user leave harri --reason "työ päättyi" --last-day "$(day)"
expect 0 "the log holds" as auditor audit verify

echo "# A new house"
data=$work/new
expect 0 "a house without names prints a token" arkki setup
says "and where to enter it" '.page == "/first" and (.token | length == 23)'
token=$(of .token)
start_service || exit 1
post() { curl -s -o "$work/answer" -w '%{http_code}' -H "Origin: $address" "$address/first" --data-urlencode "one_time_token=$1" \
    --data-urlencode "name=Paula Pääkäyttäjä" --data-urlencode "user_name=paula" --data-urlencode "password=kolme pientä kalaa" \
    --data-urlencode "witness=Tiina Todistaja"; }
expect 0 "a wrong token is refused" test "$(post aaaaa-bbbbb-ccccc-ddddd)" = 422
expect 0 "the token makes the administrator" test "$(post "$token")" = 303
expect 0 "once" test "$(post "$token")" = 404
(umask 077; echo "kolme pientä kalaa" >"$work/paula.password")
expect 0 "who signs in with a password of her own" as paula user list
