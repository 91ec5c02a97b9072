#!/usr/bin/env bash
# What stands side by side, row by row or line by line, is surer than each by itself: a list of patients is one,
# whatever separates its cells; one of the things alone, few rows, or things on lines of their own are none.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

python3 - <<'PY'
family = "Schmidt Weber Wagner Becker Schulz Koch Richter Klein Wolf Neumann Braun Krueger".split()
def table(name, header, rows):
    open(name, "w").write(header + "\n" + "".join(row + "\n" for row in rows))
def lines(name, each, count=12, apart=" "):
    open(name, "w").write("Seen on the ward this week.\n" + "".join(
        "\n" + each.format(birth=f"{10 + i % 18}.0{1 + i % 9}.19{50 + i % 40}", record=f"0048{100 + 7 * i}",
        phone=f"+49 30 90174{20 + i}", apart=apart) + "\n"
        for i in range(count)))
patients = [f"P{1000 + 7 * i},{family[i]},J45.{i % 10},{i * 3}" for i in range(12)]
table("patients.csv", "patient_id,last_name,diagnosis,visits", patients)
table("seven.csv", "patient_id,last_name,diagnosis,visits", patients[:7])
table("names.csv", "last_name,visits,score", [f"{family[i]},{i},{i * 3}" for i in range(12)])
table("codes.csv", "product,diagnosis,postcode", [f"X{i},J45.{i % 10},{30100 + i}" for i in range(12)])
lines("ward.txt", "- the one born {birth}{apart}(MRN {record}) came back.")
lines("wards.txt", "- the one born {birth}{apart}(MRN {record}) came back.", count=100)
lines("called.txt", "- the one with MRN {record}, phone {phone}, came back.")
open("called.txt", "a").write("\n" * 200 + "".join(f"\nx +49 30 90174{i} y\n" for i in range(10, 19)))
lines("few.txt", "- the one born {birth}{apart}(MRN {record}) came back.", count=7)
lines("births.txt", "- the one born {birth} came back.", count=100)
lines("apart.txt", "- the one born {birth}{apart}and then MRN {record} came back.", apart=" came\n\n\n")

def kvnr(letter, body):
    numbers = f"{ord(letter) - 64:02}{body}"
    return letter + body + str(sum(sum(map(int, str(int(c) * (1 + i % 2)))) for i, c in enumerate(numbers)) % 10)
open("letter.txt", "w").write(f"Patient geb. 12.03.1957, KVNR {kvnr('M', '80264913')}, wieder vorgestellt.\n")
PY

# class in FILE: its confidence there, or nothing
class_in() {
    run 0 list --no-cache -f json "$2"
    jq -r --arg class "$1" '.items[].observations[]? | select(.class == $class) | .confidence' out
}
expect() {
    local seen
    seen=$(class_in "$1" "$2")
    [ "$seen" = "$3" ] || fail "$1 in $2: ${seen:-nothing}, wanted ${3:-nothing}"
}
expect pii.person-name patients.csv high
expect pii.medical-record patients.csv high
expect special.icd-10 patients.csv medium # of nobody by itself
expect pii.person-name seven.csv medium
expect pii.person-name names.csv medium
expect special.icd-10 codes.csv medium
expect pii.postal-code codes.csv medium
expect pii.date-of-birth ward.txt high
expect pii.medical-record ward.txt high
expect pii.phone called.txt high
jq -e '.items[].observations[] | select(.class == "pii.phone") | .count == 12' out >/dev/null ||
    fail "numbers of no confidence, which stand by themselves, count among those of people"
expect pii.date-of-birth few.txt medium
expect pii.date-of-birth births.txt medium
expect pii.date-of-birth apart.txt medium
expect pii.medical-record apart.txt medium
expect pii.date-of-birth letter.txt medium
expect pii.de-kvnr letter.txt high

# As many as a list has, the gate holds.
run 1 check --no-cache wards.txt
says pii.date-of-birth
run 0 check --no-cache births.txt
