#!/usr/bin/env bash
# What is unknown blocks by itself, unless something speaks for it that blocks as well: the finding of a
# rule that it needs, or the gap that it comes from. Who excuses the one has not excused the other.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir needs && cd needs
cat >own.yml <<'Y'
pack: own
edition: "1"
title: a report, and what it says
rules:
  - id: OWN-001
    name: report.there
    title: A report is there
    severity: high
    applies: item.name == "a.csv"
    check: size(item.records.evaluation) > 0
    message: no report
    rationale: r
    remediation: write one
    controls: []
    tests: [{name: none, facts: {item: {name: a.csv}}, expect: fail}]
  - id: OWN-002
    name: report.good
    title: The report is good
    severity: high
    needs: [OWN-001]
    applies: item.name == "a.csv"
    check: item.records.evaluation[0].model_version == "1"
    message: not good
    rationale: r
    remediation: write a better one
    controls: []
    tests: [{name: none, facts: {item: {name: a.csv}}, expect: unknown}]
Y
printf 'policy: [own.yml]\n' >.assay.yml
printf 'n\n1\n' >a.csv
fp() { sed -n "s/.*$1.*fp \([0-9a-f-]*\).*/\1/p" "$WORK/out"; }

# one finding speaks for both
run 1 check
says "report.there: no report" "BLOCKED  1 high"
silent_on report.good
# the finding is excused: what stood behind it is said, and blocks
first=$(fp report.there)
run 0 waive "$first" --reason "comes later" --until +30d
run 1 check
says "report.good: cannot tell" "1 waived"
run 0 waive "$(fp report.good)" --reason "comes later" --until +30d
run 0 check
rm .assay/waivers
# a baseline is of all that blocks, what speaks up in it too
run 0 check --write-waivers --until +30d --reason adoption
[ "$(wc -l <.assay/waivers)" = 2 ] || fail "the baseline is not of both"
run 0 check
rm .assay/waivers
# below the gate the finding speaks for nothing that is above it
sed -i '/name: report.good/,/severity/s/high/critical/' own.yml
run 1 check --fail-on critical
says "report.good: cannot tell"
run 1 check
silent_on report.good

# a gap speaks for what is missing of the item's bytes, not for what records or sketches leave open
cd "$WORK" && mkdir gaps && cd gaps
seq 1 3000 | sed 's/.*/{"a": &, "b": "row &"}/' >a.jsonl
seq 5001 8000 | sed 's/.*/{"a": &, "b": "row &"}/' >b.jsonl
cat >pack.yml <<'Y'
pack: own
edition: "1"
rules: [DAT-002]
Y
printf 'policy: [pack.yml]\n' >.assay.yml
write_split() {
    cat >split.yml <<Y
record: split
subjects:
  - {path: a.jsonl, sha256: $(sha256sum a.jsonl | cut -d' ' -f1), part: train}
  - {path: b.jsonl, sha256: $(sha256sum b.jsonl | cut -d' ' -f1), part: test}
method: m
checked-on: 2026-01-01
checked-with: t
shared-rows: 0
near-duplicates: 0
near-duplicate-threshold: 0.9
group-key: none
shared-groups: 0
Y
}
write_split
run 1 check
says "BLOCKED  2 high" "2 unknown" "none of"
for file in a b; do echo '{bad' >>$file.jsonl; done
write_split
run 1 check
says "BLOCKED  2 high" "2 unknown"
run 1 check --allow-gap data.bad-record
says "BLOCKED  2 high" "2 unknown"
printf 'policy: [pack.yml]\ngate: {gaps: warn}\n' >.assay.yml
run 1 check

# what would have been seen in a part that nobody examined: the gap says it, and who allows it lets it pass
cd "$WORK" && mkdir seen && cd seen
printf '{"a": 1}\n{bad\n' >a.jsonl
printf 'pack: own\nedition: "1"\nrules: [PII-001, SEC-001]\n' >pack.yml
printf 'policy: [pack.yml]\n' >.assay.yml
run 3 check
silent_on "cannot tell"
run 0 check --allow-gap data.bad-record
silent_on "cannot tell"

# where gaps only warn, a server that fails a job on each error in JUnit is no stricter gate
printf 'policy: [pack.yml]\ngate: {gaps: warn}\n' >.assay.yml
run 0 check -f junit
says '<testsuite name="gaps" tests="1" failures="0" errors="0" skipped="1">'
silent_on "<error"
