# What the stories on the command line share: a data directory of their own, steps that are said as they are checked.
set -uo pipefail
home=${ARKKI_HOME:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
program=${ARKKI_BIN:-$home/build/release/bin}/arkki
work=$(mktemp -d "${TMPDIR:-/tmp}/arkki-e2e-XXXXXX")
data=$work/data
out=$work/out   # what the last step printed
err=$work/err
service=""      # process of the running service
failed=0
export LC_ALL=C.UTF-8

finish() {
    if [ -n "$service" ] && kill -0 "$service" 2>/dev/null; then kill -TERM "$service"; wait "$service" 2>/dev/null; fi
    rm -rf -- "$work"
    exit $((failed > 0))
}
trap finish EXIT
trap 'exit 130' INT TERM

ok() { echo "ok - $1"; }
not_ok() {
    echo "not ok - $1"
    shift
    [ $# -eq 0 ] || printf '    %s\n' "$@"
    head -c 2000 "$out" "$err" 2>/dev/null | sed 's/^/    /'
    failed=$((failed + 1))
}

arkki() { "$program" --config "$home/config/arkki.properties" --data "$data" --json "$@"; }
# as USER COMMAND...: in that person's name; the password stands in $work/USER.password
as() { local user=$1; shift; arkki --as "$user" --password-file "$work/$user.password" "$@"; }

# expect CODE SENTENCE COMMAND...: the command ends with this exit code.
expect() {
    local code=$1 sentence=$2 status=0
    shift 2
    "$@" >"$out" 2>"$err" </dev/null || status=$?
    if [ "$status" = "$code" ]; then ok "$sentence"; else not_ok "$sentence" "ended with $status instead of $code: $*"; return 1; fi
}

# day [OF]: the office's day, which is another than the machine's for some hours of each night; `day +7days`.
day() { TZ=Europe/Helsinki date -d "${1:-now}" +%F; }

# says SENTENCE FILTER [ARGUMENT...]: every line of JSON the last step printed satisfies the jq filter.
says() {
    local sentence=$1 filter=$2
    shift 2
    if [ -s "$out" ] && jq -e -s "$@" "all(.[]; $filter)" "$out" >"$work/said" 2>&1; then ok "$sentence"; else not_ok "$sentence" "not so: $filter"; fi
}
# of FILTER: a value out of what the last step printed.
of() { jq -r "$1" "$out"; }
# prints SENTENCE PATTERN: the last step's output contains it.
prints() { if grep -q -- "$2" "$out" "$err"; then ok "$1"; else not_ok "$1" "nothing matches: $2"; fi; }

# A demonstration office; passwords and PIN go into files of $work.
set_up_demonstration() {
    expect 0 "setup makes the demonstration office" arkki setup --demo || exit 1
    local user
    for user in $(of .user); do (umask 077; jq -r --arg user "$user" 'select(.user == $user).password' "$out" >"$work/$user.password"); done
    key=$(jq -r 'select(.role == "responsible").key' "$out")
    (umask 077; jq -r 'select(.role == "responsible").pin' "$out" >"$work/pin")
}

# Starts the service on a free port with $work/inbox as its hot folder; sets $service and $address.
start_service() {
    mkdir -p "$work/inbox"
    : >"$work/service.log"
    "$program" --config "$home/config/arkki.properties" --data "$data" serve --listen 127.0.0.1:0 --inbox "$work/inbox" \
        >"$work/service.log" 2>&1 </dev/null &
    service=$!
    for _ in $(seq 300); do
        address=$(sed -n 's/.*ready at \(http[^ ]*\)$/\1/p' "$work/service.log")
        [ -z "$address" ] || return 0
        kill -0 "$service" 2>/dev/null || break
        sleep 0.1
    done
    echo "the service did not start:"
    cat "$work/service.log"
    return 1
}

# settings_with LINE...: from here on with these lines in place of their namesakes in config/arkki.properties.
settings_with() {
    local line made=$work/home entry
    mkdir -p "$made/config"
    for entry in "$home"/*; do [ "${entry##*/}" = config ] || ln -sfn "$(readlink -f "$entry")" "$made/${entry##*/}"; done
    for entry in "$home"/config/*; do
        [ "${entry##*/}" = arkki.properties ] || ln -sfn "$(readlink -f "$entry")" "$made/config/${entry##*/}"
    done
    cp "$home/config/arkki.properties" "$work/properties"
    for line in "$@"; do
        sed -i "/^${line%% *} *=/d" "$work/properties"
        printf '%s\n' "$line" >>"$work/properties"
    done
    cp "$work/properties" "$made/config/arkki.properties"
    home=$made
}

# make_tiff FIRST PAGES FILE: a file of so many small pages, one bit a pixel, each with a bar that tells its number; made
# without a program of pictures. Files with another FIRST have other bytes.
make_tiff() {
    perl -e '
        my ($first, $pages, $file) = @ARGV;
        my ($width, $height) = (160, 96);
        my $out = "II*\0" . pack("V", 8);
        for my $page (1 .. $pages) {
            my @rows = map { "\xff" x ($width / 8) } 1 .. $height;
            for my $bit (0 .. 19) {
                next unless (($first * 2000 + $page) >> $bit) & 1;
                substr($rows[$_], $bit, 1) = "\xe7" for 40 .. 55;
            }
            my $at = length $out;
            my $data = $at + 2 + 11 * 12 + 4 + 8;
            my $bytes = join "", @rows;
            my $entry = sub { pack("vvVV", $_[0], $_[1], 1, $_[2]) };
            $out .= pack("v", 11) . $entry->(256, 4, $width) . $entry->(257, 4, $height) . $entry->(258, 3, 1)
                . $entry->(259, 3, 1) . $entry->(262, 3, 1) . $entry->(273, 4, $data) . $entry->(277, 3, 1)
                . $entry->(278, 4, $height) . $entry->(279, 4, length $bytes) . $entry->(282, 5, $data - 8)
                . $entry->(283, 5, $data - 8) . pack("V", $page < $pages ? $data + length $bytes : 0)
                . pack("VV", 150, 1) . $bytes;
        }
        open my $to, ">:raw", $file or die;
        print $to $out;
    ' "$@"
}
