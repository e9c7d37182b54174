#!/usr/bin/env bash
# Checks one piece of evidence out of Arkki's access log, without Arkki: bash, openssl, coreutils, jq and xxd are enough.
#
#   verify-evidence.sh FILE.tlog-proof VKEY [OLD-CHECKPOINT FILE.consistency]
#
# FILE.tlog-proof.entry.json is read from beside the proof. VKEY is a file with the log's public key on its first line;
# take it from paper or from somebody you trust, never from the place the evidence came from. OLD-CHECKPOINT is one that
# you kept earlier; with the consistency file it is shown that the log was only added to since. The formats stand in
# formats.md. Exit code 0: all holds. 1: something does not hold, and what. 2: it could not be checked.
set -euo pipefail
export LC_ALL=C
[ $# = 2 ] || [ $# = 4 ] || { sed -n '2,10p' "$0" >&2; exit 2; }
proof=$1 entry=$1.entry.json vkey=$2 old=${3:-} consistency=${4:-}
for file in "$proof" "$entry" "$vkey" ${old:+"$old" "$consistency"}; do
    [ -r "$file" ] || { echo "there is no file $file" >&2; exit 2; }
done
for program in openssl jq xxd sha256sum base64 awk; do
    command -v "$program" >/dev/null || { echo "the program $program is missing" >&2; exit 2; }
done
room=$(mktemp -d)
trap 'rm -rf -- "$room"' EXIT
fail() { echo "DOES NOT HOLD: $1"; exit 1; }

sha256() { sha256sum | cut -c1-64; }
bytes() { printf %s "$1" | xxd -r -p; }                      # of hex
hex_of() { printf %s "$1" | base64 -d 2>/dev/null | xxd -p -c 64 || true; }
node() { bytes "01$1$2" | sha256; }                          # RFC 6962: SHA-256(0x01 || left || right)
is_hash() { [[ $1 =~ ^[0-9a-f]{64}$ ]] || fail "$2 is no hash"; }
is_number() { [[ $1 =~ ^(0|[1-9][0-9]{0,17})$ ]] || fail "$2 is no number"; }

# ---- The key: name+id+base64 of 0x01 and 32 bytes of Ed25519 ----------------------------------------------------------
read -r key <"$vkey" || [ -n "$key" ] || fail "the key file is empty"
name=${key%%+*}
key64=${key#*+} && key64=${key64#*+}
raw=$(hex_of "$key64")
[[ $raw =~ ^01[0-9a-f]{64}$ ]] || fail "the key is no Ed25519 key of a log"
id=$({ printf '%s\n' "$name"; bytes "$raw"; } | sha256 | cut -c1-8)
[ "$name+$id+$key64" = "$key" ] || fail "the key does not match its own id"
{ bytes 302a300506032b6570032100; bytes "${raw:2}"; } >"$room/key.der"

# open_checkpoint FILE: sets size and root of a signed checkpoint of this log.
open_checkpoint() {
    sed -n 1,3p "$1" >"$room/text"
    [ "$(sed -n 4p "$1")" = "" ] && [ "$(wc -l <"$1")" -ge 5 ] || fail "the checkpoint has no signature"
    [ "$(sed -n 1p "$room/text")" = "$name" ] || fail "the checkpoint is of another log"
    size=$(sed -n 2p "$room/text"); is_number "$size" "the checkpoint's size"
    root=$(hex_of "$(sed -n 3p "$room/text")"); is_hash "$root" "the checkpoint's root"
    local mark blob
    while read -r mark signer blob; do
        [ "$mark" = $'\xe2\x80\x94' ] && [ "$signer" = "$name" ] || continue
        blob=$(printf %s "$blob" | base64 -d 2>/dev/null | xxd -p -c 200 || true)
        [ "${blob:0:8}" = "$id" ] || continue
        bytes "${blob:8}" >"$room/signature"
        openssl pkeyutl -verify -pubin -keyform DER -inkey "$room/key.der" -rawin -in "$room/text" \
            -sigfile "$room/signature" >/dev/null 2>&1 || fail "the checkpoint's signature is wrong"
        return 0
    done < <(tail -n +5 "$1")
    fail "the checkpoint is not signed with this key"
}

# ---- The proof: format, index, hashes, an empty line, the checkpoint ---------------------------------------------------
[ "$(sed -n 1p "$proof")" = "c2sp.org/tlog-proof@v1" ] || fail "the proof is of another format"
awk 'body { print } /^$/ && !body { body = 1 }' "$proof" >"$room/checkpoint"
open_checkpoint "$room/checkpoint"
echo "signature: checkpoint of $size entries, signed by $name"
index=$(sed -n '2s/^index //p' "$proof"); is_number "$index" "the index"
[ "$index" -lt "$size" ] || fail "the entry is not below the checkpoint's size"

# ---- The entry: each group is opened (salt and body) or withheld (commitment) ------------------------------------------
jq -e . "$entry" >/dev/null 2>&1 || fail "the entry is no JSON"
[ "$(jq -r .format "$entry")" = arkki-audit/v1 ] || fail "the entry is of another format"
[ "$(jq -r .origin "$entry")" = "$name" ] || fail "the entry is of another log"
[ "$(jq -r .seq "$entry")" = "$index" ] || fail "the entry has another number than the proof"
commitment() {
    if jq -e ".$1 | has(\"commitment\")" "$entry" >/dev/null 2>&1; then
        jq -r ".$1.commitment" "$entry"
    else
        jq -e ".$1 | (.salt | test(\"^[0-9a-f]{32}$\")) and (.body | type == \"string\")" "$entry" >/dev/null 2>&1 ||
            fail "group $1 is neither opened nor withheld"
        { printf '\x02'; jq -j ".$1.salt" "$entry" | xxd -r -p; jq -j ".$1.body" "$entry"; } |
            openssl dgst -sha256 -binary | base64
    fi
}
{
    printf 'arkki-audit/v1\n%s %s\n' "$index" "$(jq -r .ts "$entry")"
    for group in A S C F; do printf '%s %s\n' $group "$(commitment $group)"; done
} >"$room/leaf"
if grep -q "DOES NOT HOLD" "$room/leaf"; then fail "$(sed -n 's/.*DOES NOT HOLD: //p' "$room/leaf")"; fi

# ---- Data subjects, opened one by one inside S -------------------------------------------------------------------------
jq -r '.S.body // "{}" | fromjson | .subjects // [] | .[]' "$entry" >"$room/subjects"
while read -r subject salt; do
    [[ $subject =~ ^[0-9]+$ && $salt =~ ^[0-9a-f]{32}$ ]] || fail "a data subject is not well formed"
    { printf '\x03'; bytes "$salt"; printf %s "$subject"; } | openssl dgst -sha256 -binary | base64 |
        grep -qxFf - "$room/subjects" || fail "the entry is not about data subject $subject"
    echo "data subject: $subject is in the entry"
done < <(jq -r '.S.subjects // [] | .[] | "\(.id) \(.salt)"' "$entry")

# ---- Inclusion (RFC 9162 section 2.1.3.2) ------------------------------------------------------------------------------
hash=$({ printf '\x00'; cat "$room/leaf"; } | sha256)
at=$index last=$((size - 1))
while read -r line; do
    next=$(hex_of "$line"); is_hash "$next" "a line of the proof"
    [ $last != 0 ] || fail "the proof is too long"
    if ((at & 1 || at == last)); then
        hash=$(node "$next" "$hash")
        while ((!(at & 1) && at)); do at=$((at >> 1)) last=$((last >> 1)); done
    else
        hash=$(node "$hash" "$next")
    fi
    at=$((at >> 1)) last=$((last >> 1))
done < <(awk '/^$/ { exit } NR > 2 { print }' "$proof")
[ $last = 0 ] && [ "$hash" = "$root" ] || fail "the entry is not in the tree of the checkpoint"
echo "inclusion: entry $index of $(jq -r .ts "$entry") is in the log of $size entries"
for group in A S C F; do
    jq -e ".$group | has(\"body\")" "$entry" >/dev/null && echo "group $group: $(jq -r ".$group.body" "$entry")"
done

# ---- Consistency with a checkpoint kept earlier (RFC 9162 section 2.1.4.2) ---------------------------------------------
[ -n "$old" ] || exit 0
new_size=$size new_root=$root
open_checkpoint "$old"
[ "$(sed -n 1,3p "$consistency")" = "$(printf 'arkki-consistency/v1\nold %s\nsize %s' "$size" "$new_size")" ] ||
    fail "the consistency file is about other sizes"
[ "$size" -gt 0 ] && [ "$size" -le "$new_size" ] || fail "the earlier checkpoint is not earlier"
mapfile -t path < <(tail -n +4 "$consistency")
if [ "$size" = "$new_size" ]; then
    [ ${#path[@]} = 0 ] && [ "$root" = "$new_root" ] || fail "two checkpoints of one size differ"
else
    at=$((size - 1)) last=$((new_size - 1))
    while ((at & 1)); do at=$((at >> 1)) last=$((last >> 1)); done
    if ((size & (size - 1))); then
        [ ${#path[@]} -gt 0 ] || fail "the consistency proof is too short"
        first=$(hex_of "${path[0]}"); is_hash "$first" "a line of the consistency file"
        path=("${path[@]:1}")
    else
        first=$root
    fi
    old_hash=$first hash=$first
    for line in "${path[@]}"; do
        next=$(hex_of "$line"); is_hash "$next" "a line of the consistency file"
        [ $last != 0 ] || fail "the consistency proof is too long"
        if ((at & 1 || at == last)); then
            old_hash=$(node "$next" "$old_hash") hash=$(node "$next" "$hash")
            while ((!(at & 1) && at)); do at=$((at >> 1)) last=$((last >> 1)); done
        else
            hash=$(node "$hash" "$next")
        fi
        at=$((at >> 1)) last=$((last >> 1))
    done
    [ $last = 0 ] && [ "$old_hash" = "$root" ] && [ "$hash" = "$new_root" ] ||
        fail "the log is not the earlier one with entries added"
fi
echo "consistency: the log of $size entries is the beginning of the log of $new_size"
