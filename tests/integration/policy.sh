#!/usr/bin/env bash
# Packs and waivers: what is wrong is said with its place; what is excused ends.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q repo
cd repo
mkdir .assay models
python3 "$SOURCE/tests/integration/make.py" pickle-dangerous models/evil.pkl
cat >.assay/own.yml <<'Y'
pack: own
edition: "1"
in-force-from: 2026-01-01
title: Rules of this house
rules:
  - id: OWN-001
    name: own.small-models
    title: Models stay small
    severity: high
    applies: item.kind == "model"
    check: item.size < 50
    message: "{item.path} has {item.size} bytes"
    rationale: Large models do not fit the device.
    remediation: distil the model
    tests:
      - {name: small, facts: {item: {kind: model, size: 10}}, expect: pass}
      - {name: large, facts: {item: {kind: model, size: 60}}, expect: fail}
Y
printf 'version: 1\npolicy: [assay:baseline, .assay/own.yml]\n' >.assay.yml
run 0 policy test
says " 0 failed"
run 0 policy lint
run 0 policy show
says "OWN-001" ".assay/own.yml"
run 1 check
says "own.small-models" "models/evil.pkl has"
run 0 explain OWN-001
says "Large models do not fit the device."

# --- mistakes in a pack: file, line, column, the nearest word
cp .assay/own.yml "$WORK/good.yml"
sed -i 's/item.size < 50/item.sise < 50/' .assay/own.yml
run 2 check
says ".assay/own.yml:11:" "sise" "size" "^"
sed 's/severity: high/severty: high/' "$WORK/good.yml" >.assay/own.yml
run 2 check
says ".assay/own.yml:9:" "severity"
sed 's/item.size < 50/item.size < "50"/' "$WORK/good.yml" >.assay/own.yml
run 2 check
says ".assay/own.yml:11:"
sed 's/expect: pass/expect: fail/' "$WORK/good.yml" >.assay/own.yml
run 1 policy test
says "OWN-001" "1 failed"
rm .assay/own.yml
run 2 check
says ".assay/own.yml"
cp "$WORK/good.yml" .assay/own.yml
run 2 policy test no-such-pack.yml

# --- waivers: in force, expired, without a reason, too long, unused
run 1 check
fingerprint=$(sed -n 's/.*model.code-import.*\[fp \(.*\)\]/\1/p' "$WORK/out")
[ -n "$fingerprint" ] || fail "the finding has no fingerprint"
run 2 waive "$fingerprint" --until +30d
says "reason"
run 2 waive "$fingerprint" --reason "a test"
says "until"
run 2 waive "$fingerprint" --reason "a test" --until +900d
run 2 waive not-a-fingerprint --reason "a test" --until +30d
run 0 waive "$fingerprint" --reason "a test" --until +30d --who tester
run 1 check
says "1 waived (expires in 30 days)"
silent_on "posix.system"
run 1 check --ignore-waivers
says "posix.system"
run 1 check -f sarif
says '"suppressions"' "a test"
mv models/evil.pkl models/moved.pkl # identity is content
run 1 check
says "1 waived"
sed -i 's/ 20[0-9][0-9]-[0-9-]* / 2026-01-01 /' .assay/waivers
run 1 check
says "posix.system" "1 expired"
run 0 explain "$fingerprint"
sed -i 's/ 2026-01-01 .*/ soon tester a test/' .assay/waivers
run 2 check
says ".assay/waivers:"

# a pack that is not there is told at the line of the config that names it
printf 'version: 1\npolicy:\n  - assay:baseline\n  - assay:gdrp\n' >.assay.yml
run 2 check
says ".assay.yml:4:5: no pack" "did you mean assay:gdpr"
run 2 policy lint nothere.yml
says "there is no policy file nothere.yml"
silent_on ".assay.yml:"
