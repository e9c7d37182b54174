#!/usr/bin/env bash
# Signing in on the command line and as a program: a one-time password opens only the choice of one's own, a token only
# what it is for, and over real sockets nothing opens by half.
. "$(dirname "$0")/support.sh"

echo "# A one-time password"
set_up_demonstration
expect 0 "somebody new" as admin user add kerttu --name "Kerttu Uusi" --role clerk --witness todistaja --sheet "$(printf a%.0s {1..64})"
says "gets a password that is shown once" '.user == "kerttu" and (.password | length >= 15)'
(umask 077; of .password >"$work/kerttu.password"; echo "aivan oma pitkä lause" >"$work/fresh")
expect 5 "it opens no search" as kerttu search Meikäläinen
prints "and says what to do" "account password"
expect 5 "no token" as kerttu token make --name x --scope search
echo lyhyt >"$work/short"
expect 3 "a short password is refused" as kerttu account password --new-file "$work/short"
expect 5 "nothing was changed" as kerttu search Meikäläinen
expect 0 "one's own is chosen" as kerttu account password --new-file "$work/fresh"
expect 5 "the one-time password is over" as kerttu search Meikäläinen
sleep 2  # what a wrong password costs
(umask 077; cp "$work/fresh" "$work/kerttu.password")
expect 0 "one's own opens the search" as kerttu search Qzwxolematonsana

echo "# A token"
expect 3 "a scope nobody knows" as clerk token make --name x --scope everything
expect 3 "a scope of another role" as clerk token make --name x --scope log
expect 3 "longer than a year" as clerk token make --name x --scope search --until "$(day +800days)"
expect 3 "a purpose that needs a case" as clerk token make --name x --scope search --for request
expect 5 "the administrator has none" as admin token make --name x --scope search
expect 0 "a token to search with" as clerk token make --name haku --scope search --for orders
says "is shown" '.secret | test("^arkki_[0-9a-f]{64}$")'
secret=$(of .secret) id=$(of .token)
expect 0 "it is listed" as clerk token list
says "without its secret" '.state == "active" and .scopes == ["search"] and .purpose == "orders" and (has("secret") | not)'
expect 4 "nobody else ends it" as responsible token revoke "$id"

echo "# At the door"
start_service || exit 1
asks() { curl -s -o "$work/answer" -w '%{http_code}' "$@"; }
bearer=(-H "Authorization: Bearer $secret")
expect 0 "a search without cookie or form token" test "$(asks "${bearer[@]}" -d q=puhelin "$address/api/v1/search")" = 200
expect 0 "what it is not for is refused" test "$(asks "${bearer[@]}" "$address/api/v1/arrivals")" = 403
expect 0 "pages are refused" test "$(asks "${bearer[@]}" "$address/inbox")" = 403
expect 0 "a token that is none" test "$(asks -H "Authorization: Bearer arkki_$(printf 0%.0s {1..64})" "$address/api/v1/session")" = 401
expect 0 "two tokens" test "$(asks "${bearer[@]}" "${bearer[@]}" "$address/api/v1/session")" = 400
expect 0 "a token beside a cookie" test "$(asks "${bearer[@]}" -H "Cookie: arkki=x" "$address/api/v1/session")" = 400
expect 0 "a cookie of another service opens the sign-in page only" \
    test "$(asks -H "Cookie: PHPSESSID=1; arkki=$(printf e%.0s {1..64})" "$address/inbox")$(asks -H "Cookie: arkki=zzz" "$address/sign-in")" = 303200
expect 0 "the clerk ends it" as clerk token revoke "$id"
expect 0 "and it is over within one request" test "$(asks "${bearer[@]}" "$address/api/v1/session")" = 401
expect 0 "another one" as clerk token make --name haku --scope search
secret=$(of .secret) bearer=(-H "Authorization: Bearer $secret")
expect 0 "works" test "$(asks "${bearer[@]}" "$address/api/v1/session")" = 200
expect 0 "the commitment is revoked" as responsible commitment revoke clerk --reason "luottamus meni"
expect 0 "the token went with it" test "$(asks "${bearer[@]}" "$address/api/v1/session")" = 401
expect 0 "the log holds" as auditor audit verify
