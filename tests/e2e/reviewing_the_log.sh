#!/usr/bin/env bash
# The auditor on the command line: findings, reports with a reason, a name for a reason, the monthly certificate; then the
# person who asks who has looked, with evidence that the shell verifier takes.
. "$(dirname "$0")/support.sh"

echo "# Findings"
set_up_demonstration
month=$(TZ=Europe/Helsinki date +%Y-%m)
expect 0 "a hostile name is taken on" as clerk customer add --name "=HYPERLINK(1) Rivi" --phone "000 111"
customer=$(of .customer)
expect 0 "the clerk opens it" as clerk customer show "$customer"
expect 0 "the log is reviewed" arkki audit review
says "and something was found" '.found >= 1'
expect 0 "a second review finds nothing new" arkki audit review
says "as each finding is made once" '.found == 0'

echo "# Reports"
expect 5 "a clerk gets no report" as clerk audit report findings --reason syy
expect 5 "nor does the administrator" as admin audit report findings --reason syy
expect 3 "a report asks a reason" as auditor audit report findings
expect 3 "an unknown report" as auditor audit report salaries --reason syy
expect 4 "somebody who is not there" as auditor audit report user --user nobody --reason syy
for name in findings denied glass originals commitments; do
    expect 0 "the report $name" as auditor audit report "$name" --reason "vuositarkastus"
done
expect 0 "the report user" as auditor audit report user --user clerk --reason "vuositarkastus"
says "shows the clerk's acts and no name" '.user == "clerk" and (tostring | contains("HYPERLINK") | not)'
expect 0 "the report month" as auditor audit report month --month "$month" --reason "vuositarkastus"
expect 0 "for a spreadsheet" as auditor audit report commitments --csv -o "$work/commitments.csv" --reason "vuositarkastus"
expect 1 "no cell of it runs" grep -P '(^|;)"?[=+@-]' "$work/commitments.csv"
as auditor audit report findings --reason "vuositarkastus" >"$out" 2>"$err"
finding=$(jq -r -s '[.[] | select(.rule == "no-relation")][0].id' "$out")
expect 3 "a name without a reason" as auditor audit name "$customer" --reason " "
expect 0 "a name for a reason" as auditor audit name "$customer" --reason "havainto $finding"
expect 5 "a clerk judges nothing" as clerk audit judge "$finding" --verdict justified --note "oma"
expect 3 "a verdict has a reason" as auditor audit judge "$finding" --verdict misuse --note " "
expect 0 "the auditor judges" as auditor audit judge "$finding" --verdict misuse --note "Ei asiayhteyttä."
expect 0 "the verdict stands in the report" as auditor audit report findings --reason "vuositarkastus"
prints "with its reason" "Ei asiayhteyttä"

echo "# The certificate"
expect 5 "the clerk certifies nothing" as clerk audit certificate "$month" -o "$work/c.pdf"
expect 3 "of no month" as auditor audit certificate 2026-13 -o "$work/c.pdf"
expect 0 "of this month, to be signed by hand" as auditor audit certificate "$month" --language sv -o "$work/certificate.pdf"
says "which says so and holds" '.signed == false and .holds'
expect 0 "it is a PDF in words" bash -c 'pdftotext "$1" - | grep -q "MÅNADSINTYG"' . "$work/certificate.pdf"
expect 0 "the notice to staff" as admin staff-notice -o "$work/notice.pdf"
expect 0 "names the act" bash -c 'pdftotext "$1" - | grep -q "759/2004"' . "$work/notice.pdf"

echo "# Who has looked at my data"
expect 5 "a clerk does not extract the log" as clerk audit report subject --customer "$customer" --reason pyyntö
expect 4 "a letter needs a request" as responsible --purpose audit audit report subject --customer "$customer" --reason pyyntö -o "$work/letter.pdf"
expect 0 "the extract as a table" as responsible --purpose audit audit report subject --customer "$customer" --reason pyyntö
says "tells looks from reviews, without names" '.table == "look" or .table == "review" or .table == "appearance"'
expect 0 "the log holds" as auditor audit verify
