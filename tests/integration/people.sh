#!/usr/bin/env bash
# The same people in every form that tables come in: as many of each kind by column, whatever the form.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

python3 - <<'PY'
import csv, json
given = ["Anna", "Peter", "Maria", "John", "Ahmed", "Fatima", "Olga", "Laura", "David", "Paul"]
family = ["Berg", "Olsen", "Lind", "Roe", "Haddad", "Noor", "Ivanova", "Schulz", "Mehta", "Rossi"]
def iban(n):
    bban = f"37040044{n:010d}"
    return f"DE{98 - int(bban + '131400') % 97:02d}{bban}"
rows = [{"full_name": f"{given[i % 10]} {family[i // 10 % 10]}", "email": f"{given[i % 10].lower()}{i}@mailbox.org",
         "iban": iban(7919 * (i + 1)), "date_of_birth": f"{1950 + i % 50}-{1 + i % 12:02d}-{1 + i % 28:02d}"}
        for i in range(120)]
with open("people.csv", "w", newline="") as out:
    table = csv.DictWriter(out, rows[0])
    table.writeheader()
    table.writerows(rows)
json.dump(rows, open("people.json", "w"))
with open("people.jsonl", "w") as out:
    out.writelines(json.dumps(row) + "\n" for row in rows)
json.dump({"version": 3, "users": rows}, open("users.json", "w"))
json.dump({"reply": {"page": 1, "people": [
    {"profile": {"full_name": row["full_name"], "contact": {"email": row["email"]}}, "bank": {"iban": row["iban"]},
     "date_of_birth": row["date_of_birth"]} for row in rows]}}, open("nested.json", "w"), indent=2)
json.dump({"name": "a", "maintainers": [{"name": "x", "email": "jane.roe@mailbox.org"}, {"name": "y"}]},
          open("package.json", "w"))
PY

# counted FILE: kind, and what was seen by column
cat >counted.py <<'PY'
import json, sys
for item in json.load(open("out"))["items"]:
    if not item.get("observations"):
        continue
    print(item["kind"])
    for seen in item["observations"]:
        for column in seen.get("columns", [{"name": "", "count": seen["count"]}]):
            print(seen["class"], column["name"], column["count"])
PY
counted() {
    run 0 list --no-cache -f json "$1"
    python3 counted.py
}
wanted() { # wanted PREFIX-OF-PROFILE PREFIX-OF-MAIL PREFIX-OF-BANK PREFIX
    printf '%s\n' dataset "pii.date-of-birth $4date_of_birth 120" "pii.email $2email 120" "pii.iban $3iban 120" \
        "pii.person-name $1full_name 120"
}
wanted "" "" "" "" >flat
wanted users. users. users. users. >users
wanted reply.people.profile. reply.people.profile.contact. reply.people.bank. reply.people. >nested
for file in people.csv people.json people.jsonl; do
    counted $file >seen
    diff -u flat seen >&2 || fail "$file"
done
for file in users nested; do
    counted $file.json >seen
    diff -u $file seen >&2 || fail "$file.json"
done

# Few of them are a configuration, and still seen.
counted package.json >seen
printf '%s\n' config "pii.email maintainers.email 1" | diff -u - seen >&2 || fail "a configuration"

# Different values are counted, not guessed.
run 0 list --no-cache -f json people.csv
python3 - <<'PY' || fail "different values"
import json
facts = json.load(open("out"))["items"][0]["facts"]
assert facts["dataset.column-distinct"]["value"][1:3] == ["120", "120"], facts["dataset.column-distinct"]
PY
