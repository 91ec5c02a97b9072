#!/usr/bin/env bash
# Identifiers in tables and text by the real binary: docs/reference/detectors.md is what the program
# tells, no report holds a value, and neither the order of rows nor placeholders change a verdict.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# --- the page
page="$SOURCE/docs/reference/detectors.md"
assay explain identifiers >told
sed -n '/^<!-- assay explain identifiers -->$/,/^<!-- end -->$/p' "$page" | sed '1d;$d' >written
diff -u written told >&2 || fail "do: put what 'assay explain identifiers' prints into $page"

grep -qF "[$(grep -c '^| `' told) kinds of identifier]" "$SOURCE/README.md" || fail "README.md counts other kinds than $(grep -c '^| `' told)"

# --- a class is explained by what is seen under it
run 0 explain pii.us-npi
grep -q "Luhn's check digit behind 80840" out || fail "what proves an NPI is not told"

# --- values of each kind, in a table and in a text
mkdir data
cat >values <<'TXT'
1245319599
9434765919
GB33BUKB20201555555555
4539578763621486
536-90-4399
39053344705
ana.lee@mail-7f3kq.org
1HGCM82633A004352
1984-02-29
Fatima Noor
52.379189
TXT
{
    echo "npi,nhs,iban,card,ssn,cpf,mail,vin,dob,patient_name,lat"
    for _ in 1 2 3 4 5 6; do paste -sd, values; done
} >data/people.csv
sed 's/^/born, mail, card, iban, nhs: /' values >data/notes.txt
for format in text json sarif html markdown ndjson junit; do
    assay check --no-cache -f "$format" data >"all.$format" 2>"err.$format" || [ $? -le 3 ] || fail "$format"
done
assay list --no-cache -f json data >all.list
assay list --no-cache -v data >all.verbose
while IFS= read -r value; do
    for file in all.* err.*; do
        # bounds of columns that are no personal data may be told; these all are
        grep -qF -- "$value" "$file" && fail "$file holds $value"
    done
done <values
observed() { # observed CLASS: confidence and count in the file that was listed last
    python3 - "$1" <<'PY'
import json, sys
seen = [o for i in json.load(open("out"))["items"] for o in i.get("observations", []) if o["class"] == sys.argv[1]]
print(*[f"{o['confidence']} {o['count']}" for o in seen] or ["nothing"], sep=", ")
PY
}
is() { # is CLASS WANTED
    [ "$(observed "$1")" = "$2" ] || fail "$1: $(observed "$1"), not $2"
}
run 0 list --no-cache -f json data/people.csv
for class in pii.us-npi pii.uk-nhs pii.iban pii.credit-card pii.us-ssn pii.br-cpf pii.email pii.vin \
    pii.date-of-birth pii.person-name; do
    is "$class" "high 6"
done
is pii.coordinates "medium 6"
grep -q '"dataset.safe-harbor-classes":{"how":"measured","value":\["A","B","C","F","G","J","K","L"\]}' out ||
    fail "the classes of the safe harbor are not told"

# --- placeholders before or behind what is real, in either order
{
    echo iban
    for _ in {1..5}; do echo GB82WEST12345698765432; done
    for _ in {1..30}; do echo DE36000000000000000000; done
} >data/iban.csv
{
    echo iban
    tail -n +2 data/iban.csv | tac
} >data/turned.csv
run 0 list --no-cache -f json data/iban.csv
first=$(observed pii.iban)
run 0 list --no-cache -f json data/turned.csv
[ "$(observed pii.iban)" = "$first" ] || fail "the order of rows shows: $first, $(observed pii.iban)"
case $first in high*) ;; *) fail "placeholders lower what is real: $first" ;; esac

# --- so many columns of numbers that not all are judged: said, and the rest is read
mkdir wide
cp data/iban.csv wide
python3 - <<'PY'
with open("wide/wide.csv", "w") as out:
    for value in ["1245319599", "39053344705"] * 3:
        out.write(",".join([value] * 10000) + "\n")
PY
run 3 list --no-cache -f json wide
grep -q '"id":"data.truncated".*so many columns hold numbers' out ||
    fail "columns that were not judged are not told"
is pii.iban "high 5"

# --- whole numbers as reals, as pandas writes a column with gaps; versions and figures are none
mkdir reals figures
python3 - <<'PY'
def card(body):
    digits = [int(d) for d in reversed(str(body))]
    odd = sum(d * 2 - 9 * (d > 4) for d in digits[::2])
    return body * 10 + -(odd + sum(digits[1::2])) % 10
with open("reals/people.csv", "w") as out:
    out.write("id,card_number,ssn,phone\n")
    for i in range(60):
        out.write("%d,%s.0,%d.0,%d.0\n" % (i, card(453957876362148 + 7919 * i), 536904399 + 1009 * i, 2024567001 + 1009 * i))
with open("figures/none.txt", "w") as out:
    out.write("card 4539578763621486.04 4539578763621486.0.1 1.4539578763621486.0 4539578763621486.0x\n")
PY
run 0 list --no-cache -f json reals
for class in pii.credit-card pii.us-ssn pii.phone; do
    is $class "high 60"
done
run 0 list --no-cache -f json figures
jq -e '.items[] | has("observations") | not' out >/dev/null || fail "figures/none.txt: $(jq -c .items out)"

# --- days of business are nobody's birthday
mkdir days
cat >days/offsets.py <<'PY'
bday_start = "2018-07-23"  # Monday
last = Timestamp("2011-01-03") + BDay(2)
def test_bday_ignores(): return date_range("2010/02/01")
PY
run 0 list --no-cache -f json days
jq -e '.items[].observations // [] | all(.confidence == "low" or .class != "pii.date-of-birth")' out >/dev/null || fail "days of business: $(jq -c .items out)"
echo 'user = {"bday": "1984-02-29"}' >days/offsets.py
run 0 list --no-cache -f json days
is pii.date-of-birth "medium 1"

# --- digests of addresses are pseudonyms, digests of files are nobody's
mkdir digests && cd digests
for kind in email_sha256 file_sha256; do
    { echo "row,$kind" && for i in $(seq 40); do
        echo "$i,$(printf '%s' "a$i@mail-7f3kq.org" | sha256sum | cut -d ' ' -f 1)"
    done; } >"$kind.csv"
done
run 1 check --no-cache -f ndjson .
grep '"pii.hashed-identifier"' "$WORK/out" | grep -q 'email_sha256.csv' || fail "digests of addresses are not told"
! grep '"pii\.' "$WORK/out" | grep -q 'file_sha256.csv' || fail "digests of files are taken for people's"
printf 'kind: dataset\npersonal-data: pseudonymous\n' >email_sha256.csv.card.yml
run 1 check --no-cache -f ndjson .
! grep -q '"pii.hashed-identifier"' "$WORK/out" || fail "declared pseudonyms are an offence"
