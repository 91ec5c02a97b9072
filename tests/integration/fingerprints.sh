#!/usr/bin/env bash
# What a finding is called: the same on another day and at another path; another where a rule says
# something else of the same bytes, for records and ledgers change what it says. A waiver is of that one fault.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

fp() { sed -n "s/.*$1.*fp \([0-9a-f-]*\).*/\1/p" "$WORK/out"; }
# names DAY: the fingerprints of all findings of that day
names() {
    { SOURCE_DATE_EPOCH=$1 "$ASSAY" check -f json --ignore-waivers 2>/dev/null || true; } | grep -oE '"fingerprint":"[0-9a-f]{32}"' | sort
}

# incidents: one that was told too late is excused; the next one is not
mkdir late && cd late
printf 'pack: own\nedition: "1"\nrules: [OVS-004]\n' >own.yml
printf 'policy: [own.yml]\n' >.assay.yml
printf 'print("a service")\n' >serve.py
cat >incidents.yml <<'Y'
record: incidents
owner: Ben Example, risk manager
procedure: the desk lead stops scores, and tells the risk manager within the hour
clocks: [{kind: serious incident, addressee: market surveillance authority, hours: 72}]
incidents:
  - {id: I-1, kind: serious incident, detected: "2026-01-01T00:00:00Z", summary: a, told: [{addressee: market surveillance authority, at: "2026-02-20T00:00:00Z"}]}
Y
export SOURCE_DATE_EPOCH=1772539445 # 2026-03-03
run 1 check
says "I-1"
run 0 waive "$(fp incident.late)" --reason "I-1 alone: told late, explained" --until +20d
run 0 check
says "1 waived"
echo '  - {id: I-2, kind: serious incident, detected: "2026-02-01T00:00:00Z", summary: people were refused}' >>incidents.yml
run 1 check
says "I-2" "unused"
# in a message that is cut nothing is left out of the name
for id in 3 4 5 6 7 8 9; do
    echo "  - {id: I-$id, kind: serious incident, detected: \"2026-02-01T00:00:00Z\", summary: people were refused again, and nobody was told of that either}"
done >>incidents.yml
run 1 check
says "..."
before=$(fp incident.late)
sed -i 's/id: I-9/id: I-10/' incidents.yml
run 1 check
silent_on "I-10"
[ "$before" != "$(fp incident.late)" ] || fail "what the message cuts off has no part in the name"
unset SOURCE_DATE_EPOCH

# a validation that is booked is not one that says no
cd "$WORK" && mkdir model && cd model
printf 'pack: own\nedition: "1"\nrules: [VAL-001]\n' >own.yml
printf 'policy: [own.yml]\n' >.assay.yml
printf '\x08\0\0\0\0\0\0\0{}      ' >m.safetensors
run 1 check
run 0 waive "$(fp validation.missing)" --reason "booked for next month" --until +20d
run 0 check
cat >validation.yml <<Y
record: validation
subjects: [{path: m.safetensors, sha256: $(sha256sum m.safetensors | cut -d' ' -f1)}]
validator: Eve Example
validated-on: 2026-01-02
soundness: unsound
data: not fit
outcomes: none agrees
limits: must not be used
monitoring: none
conclusion: not-fit
findings: []
Y
run 1 check
says "validation.missing"
rm validation.yml
# the same bytes at another path are the same finding
mkdir sub && mv m.safetensors sub/
run 0 check
says "1 waived"

# who excuses one commit, or one release, has not excused the next
cd "$WORK" && git init -q release && cd release
printf 'pack: own\nedition: "1"\nrules: [CHG-001, CHG-004]\n' >own.yml
printf 'policy: [own.yml]\n' >.assay.yml
echo a >a.csv && git add -A && git commit -qm "release 1"
run 1 check --head
run 0 waive "$(fp change.release)" --head --reason "release 1 alone" --until +20d
run 1 check --head # CHG-004 is unknown without a ledger
says "1 waived"
echo b >>a.csv && git commit -qam "release 2"
run 1 check --head
says "change.release" "unused"
"$ASSAY" key new me -q >/dev/null
for row in c d; do
    echo "$row" >>a.csv && git commit -qam "more"
    "$ASSAY" record -q --key me >/dev/null 2>&1
    "$ASSAY" attest release . --set version=1 --key me --name "Jane Doe" --role owner >/dev/null
    run 1 check
    fp change.gate >>gates
done
[ "$(sort -u gates | wc -l)" = 2 ] || fail "two releases of one version have one name: $(cat gates)"
cd "$WORK"

# every finding of a project that is far from done has its name on another day, too
cd "$WORK"
python3 - "$SOURCE/docs/tour-compliance.md" <<'P'
import re, sys
page = open(sys.argv[1]).read()
open("make.py", "w").write(re.search(r"^```python make.py\n(.*?)^```$", page, re.M | re.S)[1])
commands = re.findall(r"^\$ (.*\n(?:> ?.*\n)*)", page, re.M)
commands = [re.sub(r"\s+# exit \d+$", "", re.sub(r"^> ?", "", c, flags=re.M).rstrip()) for c in commands]
ends = next(i for i, c in enumerate(commands) if c.startswith("assay key new"))
open("build.sh", "w").write("\n".join(c for c in commands[:ends] if not c.startswith("assay ")))
P
bash -e build.sh >/dev/null
cd credit
rm records/{evaluation,quality,risk,oversight}.yml models/*.card.yml
git add -A && git commit -qm "some records are lost"
for policy in "assay:eu-ai-act-high-risk" "assay:bank-mrm, assay:dora, assay:gdpr, assay:nist-ai, assay:iso-42001"; do
    echo "policy: [assay:baseline, $policy]" >.assay.yml
    names 1772539445 >../march
    names 1775217845 >../april
    [ "$(wc -l <../march)" -ge 10 ] || fail "too few findings to tell"
    [ -z "$(comm -23 ../march ../april)" ] || fail "findings have other names a month later: $(comm -23 ../march ../april)"
done
