#!/usr/bin/env bash
# The whole job on the command line: paper comes in and is found, bad files cost nothing, a correction is refused by a
# signed letter that other people's programs accept, and the log of it holds.
. "$(dirname "$0")/support.sh"

echo "# An office"
set_up_demonstration
says "each user gets a role and a password" '.user and .role and (.password | length >= 15)'
expect 6 "a second setup overwrites nothing" arkki setup --demo
expect 0 "the keys are nobody else's" test "$(stat -c %a "$data/keys/master.key" "$key" | sort -u)" = 600

echo "# Paper comes in"
samples=("$home"/scans/samples/*)
first=""
for sample in "${samples[@]}"; do
    name=${sample##*/}
    expect 0 "$name is taken in" as clerk intake "$sample" --place K2-H3-M07 || continue
    says "$name is filed with its pages" '.state == "filed" and .document > 0 and .pages >= 1'
    [ "$name" != rectify-fi.jpg ] || first=$(of .document)
done
expect 0 "the same file again" as clerk intake "$home/scans/samples/rectify-fi.jpg"
says "is a duplicate of the document that is there" '.state == "duplicate" and .document == '"${first:-0}"

echo "# Our own forms"
expect 0 "the contact form prints in Swedish" arkki form print contact --language sv -o "$work/form.pdf"
expect 0 "and is a PDF" grep -q '^%PDF' "$work/form.pdf"
expect 4 "a form that does not exist is said so" arkki form print invoice

echo "# Bad files"
. "$(dirname "$0")/bad_files.sh"
quarantined() {
    expect 0 "$1 is answered" as clerk intake "$2"
    says "$1 is quarantined: $3" '.state == "quarantined" and .reason == "'"$3"'"'
    expect 0 "the message for $3 is there in every language" \
        test "$(grep -l "^msgid \"$3\"" "$home"/templates/messages/{fi,sv,en}.po | wc -l)" = 3
}
quarantined "a truncated picture" "$work/truncated.jpg" reader.truncated
quarantined "a truncated document" "$work/truncated.pdf" reader.broken
quarantined "an encrypted document" "$work/encrypted.pdf" reader.encrypted
quarantined "an empty file" "$work/empty.pdf" reader.empty
quarantined "a picture of one pixel" "$work/one-pixel.png" reader.too_small
quarantined "a picture of 20,000 by 20,000 pixels" "$work/huge.png" reader.too_large
quarantined "a text that calls itself a picture" "$work/misnamed.jpg" reader.unknown_type
quarantined "a program" "$work/program.bin" reader.unknown_type
expect 0 "a picture with a wrong name" as clerk intake "$work/really-a-jpeg.png"
says "is read for what it is" '.state == "filed"'
expect 0 "after all that the next paper is taken in" as clerk intake "$work/next.png"
says "and filed" '.state == "filed"'
expect 4 "a file that is not there" as clerk intake "$work/nowhere.pdf"

echo "# It is found"
expect 0 "a search" as clerk search Meikäläinen
says "finds pages with their place, lock, fire class and readers" \
    '.total > 0 and all(.hits[]; .document > 0 and .page >= 1 and (.snippet | length > 0)) and
     any(.hits[]; .place == "K2-H3-M07" and .locked and .fire_class == "EN 1047-1 S 60 P" and (.readers | length >= 2))'
expect 0 "a search for what nobody wrote" as clerk search Qzwxolematonsana
says "finds nothing and says so" '.total == 0 and .hits == []'
expect 0 "the record of a document" as clerk document show "$first"
says "names its place and who may see it" '.document == '"$first"' and .place == "K2-H3-M07" and (.readers | length >= 2) and (.sha256 | length == 64)'
expect 0 "its text" as clerk document text "$first" -o "$work/text.txt"
expect 0 "is what stood on the paper" grep -qi "esimerkki\|meikäläinen\|korja" "$work/text.txt"
expect 0 "its searchable PDF" as clerk document pdf "$first" -o "$work/searchable.pdf"
expect 0 "qpdf finds no fault in it" qpdf --check "$work/searchable.pdf"
expect 0 "its words can be selected" bash -c 'pdftotext "$1" - | grep -qi "esimerkki\|meikäläinen\|korja"' . "$work/searchable.pdf"
expect 0 "the original" as clerk document original "$first" -o "$work/original.jpg"
expect 0 "is what was scanned, byte for byte" cmp "$work/original.jpg" "$home/scans/samples/rectify-fi.jpg"
expect 4 "a document that does not exist" as clerk document show 999999

echo "# Who may not"
echo "not the password" >"$work/wrong.password"
expect 5 "a wrong password is refused" arkki --as clerk --password-file "$work/wrong.password" search Meikäläinen
sleep 2  # what a wrong password costs
expect 5 "nobody in particular is refused" arkki search Meikäläinen
expect 5 "the auditor sees no document" as auditor document show "$first"
expect 5 "the administrator sees no document" as admin document text "$first"
expect 2 "a command that does not exist" arkki abolish
expect 2 "a command without what it needs" arkki search

echo "# A correction is asked for, and refused"
expect 0 "a customer" as clerk customer add --name "Tuovi Esimerkki" --phone "000 123 4567" --postal-address "Esimerkkipolku 5, 00200 Helsinki"
customer=$(of .customer)
expect 0 "is found" as clerk customer find "Tuovi"
says "by name" '.customer == '"$customer"
expect 3 "a day that no calendar has" as clerk request open --kind rectify --customer "$customer" --received 2026-02-30 --language fi
expect 3 "a right that no law gives" as clerk request open --kind bribe --customer "$customer" --received 2026-11-20 --language fi
expect 4 "a customer nobody knows" as clerk request open --kind rectify --customer 999999 --received 2026-11-20 --language fi \
    --item "datum=phone,old=1,wanted=2,ground=Virhe"
expect 0 "a correction request" as clerk request open --kind rectify --customer "$customer" --received "$(day)" --language fi \
    --item "datum=phone,old=000 123 4567,wanted=000 765 4321,ground=Numero on vaihtunut, ja vanha on poistettu"
says "gets a number, a safe date and a last day" '.request > 0 and (.case | length > 0) and (.safe_date <= .last_day)'
request=$(of .request)
expect 6 "nothing is granted before it is known who asks" as responsible request decide "$request" --outcome granted
expect 3 "identity by a method that is none" as clerk request identify "$request" --method horoscope
expect 0 "identity" as clerk request identify "$request" --method customer_knowledge
expect 5 "the clerk cannot decide" as clerk request decide "$request" --outcome refused --reason R4 --text "Ei."
expect 3 "a refusal without a reason" as responsible request decide "$request" --outcome refused
expect 0 "the responsible person refuses" as responsible request decide "$request" --outcome refused --reason R4 \
    --text "Tarkistimme puhelinnumeron tilauksesta. Numero vastaa sitä, jonka annoitte."
expect 0 "the letter as it would leave" as responsible request letter "$request" -o "$work/draft.pdf"
expect 0 "says so in Finnish" bash -c 'pdftotext "$1" - | grep -q "Tarkistimme puhelinnumeron"' . "$work/draft.pdf"
expect 5 "the clerk cannot sign" as clerk request sign "$request" --key "$key" --pin-file "$work/pin" -o "$work/clerk.pdf"
echo 000000 >"$work/wrong.pin"
expect 5 "a wrong PIN does not open the key" as responsible request sign "$request" --key "$key" --pin-file "$work/wrong.pin" -o "$work/wrong.pdf"
expect 0 "the responsible person signs" as responsible request sign "$request" --key "$key" --pin-file "$work/pin" -o "$work/letter.pdf"
expect 6 "what is signed is not signed again" as responsible request sign "$request" --key "$key" --pin-file "$work/pin" -o "$work/twice.pdf"

echo "# The letter holds"
letter=$work/letter.pdf
expect 0 "Arkki verifies it" arkki letter verify "$letter"
says "as a B-B signature without problems" '.valid and (.level | test("B")) and (.signer | length > 0) and .problems == []'
expect 0 "pdfsig looks at it" pdfsig -nocert "$letter"
prints "and calls the signature valid" "Signature is Valid"
prints "over the total document" "Total document signed"
expect 0 "qpdf finds no fault in it" qpdf --check "$letter"
# The byte range is what was signed; the hexadecimal string between its halves is the signature.
read -r _ head_size tail_at tail_size < <(grep -a -o '/ByteRange *\[[^]]*\]' "$letter" | tail -1 | tr -c '0-9\n' ' ')
head -c "$head_size" "$letter" >"$work/signed"
tail -c +$((tail_at + 1)) "$letter" | head -c "$tail_size" >>"$work/signed"
tail -c +$((head_size + 1)) "$letter" | head -c $((tail_at - head_size)) | tr -cd '0-9A-Fa-f' | sed 's/\(00\)*$//' >"$work/signature.hex"
[ $(($(wc -c <"$work/signature.hex") % 2)) = 0 ] || echo -n 0 >>"$work/signature.hex"
perl -0777 -ne 'print pack "H*", $_' "$work/signature.hex" >"$work/signature.der"
expect 0 "openssl accepts the signature as CAdES" openssl cms -verify -cades -binary -inform DER -in "$work/signature.der" \
    -content "$work/signed" -CAfile "$data/keys/roots.pem" -purpose any -out /dev/null
{ head -c 2000 "$letter"; printf 'X'; tail -c +2002 "$letter"; } >"$work/forged.pdf"
expect 8 "a letter with one byte changed does not hold" arkki letter verify "$work/forged.pdf"
expect 8 "a letter nobody signed does not hold" arkki letter verify "$work/draft.pdf"

echo "# The log of it"
expect 0 "the log holds" arkki audit verify
says "to its last entry" '.ok and .size > 50 and .problems == []'
expect 5 "the clerk does not read the log" as clerk audit export "$work/stolen"
expect 0 "the auditor takes it along" as auditor audit export "$work/log" --entries
expect 0 "with the look at the document in it" grep -q '"document:'"$first"'"\|document.view' "$work/log/entries.jsonl"
expect 0 "and the refused ones" grep -q 'denied' "$work/log/entries.jsonl"
expect 0 "the checkpoint that left the house agrees" arkki audit verify --checkpoint "$work/log/checkpoint"
