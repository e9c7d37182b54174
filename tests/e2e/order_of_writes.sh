#!/usr/bin/env bash
# The order of system calls, as the kernel sees it: before the first byte of a page with personal data goes to the socket,
# the line of the access log has reached the disk. Between the arrival of a request and its answer stands a fdatasync of
# the write-ahead log.
. "$(dirname "$0")/support.sh"
command -v strace >/dev/null || { echo "skipped: strace is not installed"; exit 0; }
strace -o /dev/null true 2>/dev/null || { echo "skipped: ptrace is forbidden here"; exit 0; }

set_up_demonstration
start_service || { not_ok "the service starts"; exit 1; }
curl -s -o "$work/page" -c "$work/cookies" -H "Origin: $address" --data-urlencode user_name=clerk \
    --data-urlencode "password@$work/clerk.password" "$address/sign-in"
curl -s -b "$work/cookies" "$address/search" >"$work/page"
token=$(sed -n 's/.*name="token" value="\([^"]*\)".*/\1/p' "$work/page" | head -1)
expect 0 "the clerk is signed in" test -n "$token"

strace -f -y -s 64 -e trace=recvfrom,read,fdatasync,fsync,sendto,write,writev,sendmsg -o "$work/trace" -p "$service" 2>"$work/strace.err" &
tracer=$!
for _ in $(seq 50); do grep -q attached "$work/strace.err" && break; sleep 0.1; done
searches=12
for i in $(seq "$searches"); do
    curl -s -o "$work/page" -b "$work/cookies" -H "Origin: $address" --data "token=$token&q=sana$i" "$address/search"
done
kill -INT "$tracer"
wait "$tracer" 2>/dev/null
kill -TERM "$service"
expect 0 "the service ends when told to" wait "$service"
service=""

# Requests come one after the other: each POST is followed by the sync of its line and only then by the answer's first byte.
# A call that was interrupted by another thread's counts when it is resumed, which is when it has ended.
awk '
    /"POST \/search/ { asked++; waiting = 1; synced = 0 }
    waiting && /fdatasync\([0-9]+<[^>]*arkki\.db-wal>\) *= 0/ { synced = 1 }
    waiting && /fdatasync\([0-9]+<[^>]*arkki\.db-wal>[^)]*<unfinished/ { pending[$1] = 1 }
    waiting && /<\.\.\. fdatasync resumed>.*= 0/ && pending[$1] { synced = 1; delete pending[$1] }
    waiting && /(sendto|write|writev|sendmsg)\([0-9]+<(socket|TCP)[^>]*>.*HTTP\/1\.1 200/ {
        answered++; waiting = 0; if (!synced) early++
    }
    END { print asked + 0, answered + 0, early + 0 }' "$work/trace" >"$work/order"
read -r asked answered early <"$work/order"
echo "# $asked requests seen, $answered answers, $early before the line of the log was on the disk"
expect 0 "all requests and answers were seen" test "$asked $answered" = "$searches $searches"
expect 0 "no answer began before its line in the log was on the disk" test "$early" = 0
expect 0 "the log holds" arkki audit verify
