#!/usr/bin/env bash
# A stranger checks the access log with programs that are not ours: Go's sumdb packages, sigstore's verifier, and a shell
# with openssl. They accept what we write and refuse whatever was changed in it.
. "$(dirname "$0")/support.sh"
bin=$(dirname "$program")
sealer=""
end_sealer() { if [ -n "$sealer" ] && kill -0 "$sealer" 2>/dev/null; then kill -TERM "$sealer"; wait "$sealer" 2>/dev/null; fi; }
trap 'end_sealer; finish' EXIT

echo "# A log that was sealed twice"
set_up_demonstration
expect 0 "a first look at the log" as auditor audit export "$work/first" || exit 1
says "which was never sealed" '.sealed == false'
origin=$(head -1 "$work/first/checkpoint")
mkdir -p "$work/sealer"
expect 0 "the sealer gets a key" "$bin/arkki-sealer" --make-key --origin "$origin" --key "$work/sealer/key.pem"
cp "$out" "$work/vkey"
cp "$work/vkey" "$data/keys/sealer.vkey"
mkdir -p "$data/sealer"
: >"$work/sealer.log"
"$bin/arkki-sealer" --origin "$origin" --key "$work/sealer/key.pem" --state "$work/sealer/state" \
    --export "$work/sealer/export" --socket "$data/sealer/socket" --service-uid "$(id -u)" >"$work/sealer.log" 2>&1 </dev/null &
sealer=$!
for _ in $(seq 100); do grep -q ready "$work/sealer.log" && break; sleep 0.1; done
expect 0 "the log grows" as auditor audit export "$work/throwaway" --evidence $(yes 1 | head -300)
expect 0 "and is sealed" arkki audit seal
old=$(of .size)
expect 0 "and grows on" as auditor audit export "$work/throwaway" --evidence $(yes 2 | head -320)
expect 0 "and is sealed again" arkki audit seal
says "as far as it goes" ".size > $old"
expect 0 "the auditor takes it along, with proofs" as auditor audit export "$work/export" --evidence 0 17 255 256 "$old" 600
says "it is sealed" '.sealed and .size > 600'
expect 0 "and a proof that the second is the first, gone on" \
    as auditor audit proof 3 --consistency "$old" --open C,S -o "$work/export/evidence"
expect 0 "it takes only what is new the next time" as auditor audit export "$work/export"
says "which is nothing" '.files == 0'
expect 0 "our own check by files alone" arkki audit verify --export "$work/export" --vkey "$work/vkey"
says "finds nothing wrong" '.ok and .evidence == 7 and .checkpoints == 3 and .problems == []'
expect 0 "the sealer's own export" arkki audit verify --export "$work/sealer/export" --vkey "$work/vkey"
says "says the same" '.ok and .size > 600'
expect 0 "the log itself agrees with the sealed checkpoint" \
    arkki audit verify --checkpoint "$work/sealer/export/checkpoint" --vkey "$work/vkey"

# changed FILE COMMAND...: a copy of the export with one file changed in place by the command.
changed() {
    local file=$1
    shift
    rm -rf "$work/forged"
    cp -r "$work/export" "$work/forged"
    "$@" "$work/forged/$file"
}
flip() { printf '\x5a' | dd of="$1" bs=1 seek=$((at - 1)) conv=notrunc status=none; }   # byte number $at
replace() { sed -i "s|$from|$to|" "$1"; cmp -s "$1" "$work/export/${1#"$work/forged/"}" && echo "nothing to replace: $from" >&2; }

echo "# Go: sumdb/note and sumdb/tlog"
if ! command -v go >/dev/null || [ ! -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ]; then
    not_ok "Go and its sumdb packages are there"
else
    expect 0 "the verifier is built from Debian's Go packages" \
        env GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOCACHE="$work/gocache" \
        go build -o "$work/go-verify" "$home/tests/foreign/go/verify.go"
    go_verify() { "$work/go-verify" "$1" "$work/vkey"; }
    expect 0 "it accepts the export" go_verify "$work/export"
    prints "with its proofs" "^holds: .* 7 proofs, 1 consistency"
    expect 0 "and the sealer's own" go_verify "$work/sealer/export"
    at=100 changed tile/0/000 flip
    expect 1 "it refuses a changed tile" go_verify "$work/forged"
    at=100 changed tile/entries/001 flip
    expect 1 "it refuses a changed bundle" go_verify "$work/forged"
    from='^[0-9]*$' to=601 changed checkpoint replace
    expect 1 "it refuses a changed checkpoint" go_verify "$work/forged"
    from='^index 17' to='index 18' changed evidence/17.tlog-proof replace
    expect 1 "it refuses a proof of another entry" go_verify "$work/forged"
    # What a reader of tiles alone would believe: the entry and its hash, forged together.
    changed tile/entries/000 true
    {
        head -c 2 "$work/export/tile/entries/000"
        length=$((16#$(head -c 2 "$work/export/tile/entries/000" | xxd -p)))
        tail -c +3 "$work/export/tile/entries/000" | head -c $length | sed 's/^A .*/A AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=/' >"$work/leaf"
        cat "$work/leaf"
        tail -c +$((3 + length)) "$work/export/tile/entries/000"
    } >"$work/forged/tile/entries/000"
    { { printf '\x00'; cat "$work/leaf"; } | openssl dgst -sha256 -binary; tail -c +33 "$work/export/tile/0/000"; } >"$work/forged/tile/0/000"
    expect 1 "it refuses an entry forged with its hash" go_verify "$work/forged"
    expect 8 "so do we" arkki audit verify --export "$work/forged" --vkey "$work/vkey"
    says "by the root" 'any(.problems[]; .problem == "audit.export.root")'
    "$bin/arkki-sealer" --make-key --origin "$origin" --key "$work/other.pem" >"$work/other.vkey"
    expect 1 "it refuses another key" "$work/go-verify" "$work/export" "$work/other.vkey"
fi

echo "# sigstore"
cp -r "$home/tests/foreign" "$work/foreign"
expect 0 "sigstore's verifier is installed as pinned" \
    sh -c "cd '$work/foreign' && npm ci --no-audit --no-fund --loglevel=error"
sigstore() { node "$work/foreign/sigstore.mjs" "$1" "${2:-$work/vkey}"; }
for seq in 0 17 255 256 600 3; do
    expect 0 "it accepts the proof of entry $seq" sigstore "$work/export/evidence/$seq.tlog-proof"
done
expect 1 "it refuses another key" sigstore "$work/export/evidence/17.tlog-proof" "$work/other.vkey"
from='\\"result\\":\\"allowed\\"' to='\\"result\\":\\"denied\\"' changed evidence/17.tlog-proof.entry.json replace
expect 1 "it refuses a changed entry" sigstore "$work/forged/evidence/17.tlog-proof"

echo "# A shell with openssl"
verify_evidence() { "$home/docs/verify-evidence.sh" "$1/evidence/${2:-17}.tlog-proof" "${3:-$work/vkey}" "${@:4}"; }
for seq in 0 17 255 256 600; do expect 0 "it accepts the proof of entry $seq" verify_evidence "$work/export" $seq; done
prints "and shows what is opened" '^group A: '
expect 0 "it accepts one with groups withheld" verify_evidence "$work/export" 3
if grep -q "^group A" "$out"; then not_ok "the withheld group is not shown"; else ok "the withheld group is not shown"; fi
consistent() { verify_evidence "$1" 3 "$work/vkey" "${2:-$work/export/checkpoints/$old}" "$1/evidence/3.consistency"; }
expect 0 "with an earlier checkpoint it shows that the log only grew" consistent "$work/export"
prints "by name" "^consistency: the log of $old entries"
refuses() { expect 1 "it refuses $1" verify_evidence "$work/forged" 17; prints "and says why" "^DOES NOT HOLD"; }
entry=evidence/17.tlog-proof.entry.json
from='"seq":17' to='"seq":18' changed $entry replace; refuses "another number"
from='\\"role\\":\\"[a-z]*\\"' to='\\"role\\":\\"clerk2\\"' changed $entry replace; refuses "another role"
from='"C":{"salt":"..' to='"C":{"salt":"00' changed $entry replace
[ "$(cat "$work/forged/$entry")" = "$(cat "$work/export/$entry")" ] || refuses "another salt"
changed $entry sh -c 'jq -c ".C = .F" "$0" >"$0.new" && mv "$0.new" "$0"'; refuses "a group swapped for another"
changed $entry sh -c 'jq -c "del(.C)" "$0" >"$0.new" && mv "$0.new" "$0"'; refuses "a group dropped"
changed $entry sh -c 'jq -c ".ts = \"2020-01-01T00:00:00.000000Z\"" "$0" >"$0.new" && mv "$0.new" "$0"'; refuses "another time"
from='^[A-Za-z0-9+/]\{43\}=$' to='AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' changed evidence/17.tlog-proof replace; refuses "another root and path"
at=60 changed evidence/17.tlog-proof flip; refuses "a changed path"
cp "$work/export/evidence/255.tlog-proof" "$work/forged/evidence/17.tlog-proof"; refuses "the proof of another entry"
changed evidence/17.tlog-proof sh -c 'head -c -100 "$0" >"$0.new" && mv "$0.new" "$0"'; refuses "a checkpoint cut off"
expect 1 "it refuses another key" verify_evidence "$work/export" 17 "$work/other.vkey"
sed 's/^A/B/' "$work/export/checkpoints/$old" | sed '3s/.*/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=/' >"$work/forged-checkpoint"
expect 1 "it refuses an earlier checkpoint with another root" consistent "$work/export" "$work/forged-checkpoint"
changed evidence/3.consistency sh -c 'sed -i "4d" "$0"'
expect 1 "it refuses a consistency proof with a hash missing" consistent "$work/forged"
# The real key signs another tree: the signature is right, and nothing is in it.
forge_note() {   # NOTE: the same size, another root
    { sed -n 1,2p "$1"; echo "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; } >"$work/forged.text"
    openssl pkeyutl -sign -rawin -inkey "$work/sealer/key.pem" -in "$work/forged.text" -out "$work/forged.sig"
    id=$(cut -d+ -f2 "$work/vkey")
    { cat "$work/forged.text"; printf '\n\342\200\224 %s %s\n' "$origin" "$({ printf %s "$id" | xxd -r -p; cat "$work/forged.sig"; } | base64 -w0)"; } >"$1"
}
forge_proof() {
    awk '{ print } /^$/ { exit }' "$1" >"$1.new"
    awk 'body { print } /^$/ && !body { body = 1 }' "$1" >"$work/forged.note"
    forge_note "$work/forged.note"
    cat "$work/forged.note" >>"$1.new"
    mv "$1.new" "$1"
}
changed evidence/17.tlog-proof forge_proof
refuses "another root that the real key has signed"
prints "because the entry is not in it" "not in the tree"
expect 1 "so does sigstore" sigstore "$work/forged/evidence/17.tlog-proof"
changed checkpoint forge_note
expect 1 "Go refuses such a checkpoint" "$work/go-verify" "$work/forged" "$work/vkey"
expect 8 "so do we" arkki audit verify --export "$work/forged" --vkey "$work/vkey"
says "by its root" 'any(.problems[]; .file == "checkpoint" and .problem == "audit.export.root")'
example() { "$home/docs/verify-evidence.sh" "$work/example/1.tlog-proof" "$work/example/vkey"; }
fresh_example() { rm -rf "$work/example"; cp -r "$home/tests/fixtures/evidence" "$work/example"; }
example_refuses() { expect 1 "it refuses $1" example; prints "and names the person" "^DOES NOT HOLD: the entry is not about data subject $2"; }
fresh_example
expect 0 "it accepts an entry with one of two data subjects opened" example
prints "and names that one" "^data subject: 4242 is in the entry"
sed -i 's/"id":4242/"id":4243/' "$work/example/1.tlog-proof.entry.json"
example_refuses "another data subject" 4243
fresh_example
sed -i 's/"salt":"c6/"salt":"c7/' "$work/example/1.tlog-proof.entry.json"
example_refuses "a data subject with another salt" 4242

echo "# A witness on another machine"
expect 0 "it gets a key" arkki witness --name tarkastaja.example/w1 --key "$work/w1.pem" --make-key
of .vkey >"$work/w1.vkey"
witness=""
start_witness() {
    : >"$work/witness.log"
    "$program" witness --name tarkastaja.example/w1 --key "$work/w1.pem" --origin-key "$work/vkey" --state "$work/witness" \
        --listen 127.0.0.1:0 >"$work/witness.log" 2>&1 </dev/null &
    witness=$!
    for _ in $(seq 100); do
        url=$(sed -n 's/.*ready at \(http[^ ]*\)$/\1/p' "$work/witness.log")
        [ -z "$url" ] || return 0
        sleep 0.1
    done
    return 1
}
trap 'kill -KILL $witness 2>/dev/null; end_sealer; finish' EXIT
# asks SENTENCE STATUS: posts $work/request
asks() {
    local status
    status=$(curl -s -o "$out" -w '%{http_code}' --data-binary "@$work/request" "$url/add-checkpoint")
    if [ "$status" = "$2" ]; then ok "$1"; else not_ok "$1" "answered $status"; fi
}
consistency_of() { sed -n '4,$p' "$work/export/evidence/3.consistency"; }
expect 0 "it starts" start_witness
{ printf 'old 0\n\n'; cat "$work/export/checkpoints/$old"; } >"$work/request"
asks "the first checkpoint is cosigned" 200
prints "with its name" "^— tarkastaja.example/w1 "
{ printf 'old 0\n\n'; cat "$work/export/checkpoint"; } >"$work/request"
asks "a second beginning is not" 409
prints "and is told the size" "^$old$"
{ printf 'old %s\n\n' "$old"; cat "$work/export/checkpoint"; } >"$work/request"
asks "growth without a proof is not" 422
kill -KILL $witness
wait $witness 2>/dev/null
expect 0 "killed, it starts again" start_witness
{ printf 'old 0\n\n'; cat "$work/export/checkpoints/$old"; } >"$work/request"
asks "and still knows the size" 409
{ printf 'old %s\n' "$old"; consistency_of; printf '\n'; cat "$work/export/checkpoint"; } >"$work/request"
asks "growth with a proof is cosigned" 200
{ printf 'log %s\n' "$(cat "$work/vkey")"; printf 'witness office %s\nquorum office\n' "$(cat "$work/w1.vkey")"; } >"$work/policy"
expect 8 "a policy that asks for the witness refuses the bare checkpoint" arkki audit verify --export "$work/export" --policy "$work/policy"
cp -r "$work/export" "$work/cosigned"
{ printf 'old %s\n\n' "$(sed -n 2p "$work/export/checkpoint")"; cat "$work/export/checkpoint"; } >"$work/request"
asks "the same checkpoint again is cosigned again" 200
cat "$out" >>"$work/cosigned/checkpoint"
expect 0 "and accepts it with the cosignature" arkki audit verify --export "$work/cosigned" --policy "$work/policy"
printf 'rubbish' >"$work/request"
asks "rubbish is no request" 400
head -c 100000 /dev/zero >"$work/request"
asks "nor is too much of it" 413
kill -TERM $witness
expect 0 "it ends when told to" wait $witness
mv "$work/export" "$work/kept"
mkdir -p "$work/export/evidence"
cp /dev/null "$work/export/evidence/empty"
expect 2 "without files it says so" verify_evidence "$work/export" 17
