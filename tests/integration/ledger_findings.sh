#!/usr/bin/env bash
# What rules say of a ledger that does not hold names what does not: so one break that somebody excused is none for the
# next, the same break is the same finding in each run, and nothing that others kept can end a run.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q p
cd p
mkdir -p .assay/trust
printf 'pack: log\nedition: "1"\nin-force-from: 2026-01-01\ntitle: Ledger\nrules: [LED-001, LED-002, LED-004]\n' >pack.yml
printf 'version: 1\npolicy: [pack.yml]\n' >.assay.yml
echo one >one.txt
git add -A
git commit -qm one
"$ASSAY" key new log >/dev/null 2>&1
led=$WORK/led
run 0 ledger init --ledger "$led" --key log --origin-name ledger.example/team
run 0 record --key log --ledger "$led"
echo two >two.txt
run 0 record --key log --ledger "$led"
cp -R "$led" "$WORK/whole"

# findings WORDS...: fingerprints by rule, in LED_001 and so on
findings() {
    "$ASSAY" check --ledger "$led" -f json "$@" >"$WORK/out" 2>"$WORK/err" </dev/null || [ $? = 1 ] || fail "check $*: exit code"
    for rule in LED-001 LED-002 LED-004; do
        eval "${rule//-/_}=$(jq -r --arg r $rule '[.findings[] | select(.code == $r and .verdict == "fail") | .fingerprint][0] // ""' "$WORK/out")"
    done
}
restore() {
    rm -rf "$led"
    cp -R "$WORK/whole" "$led"
}

cp "$led/checkpoint" .assay/trust/checkpoint
findings
[ -z "$LED_001$LED_002$LED_004" ] || fail "it holds, and something is said"

# One object, then another, then both.
mapfile -t objects < <(cd "$led" && find objects -type f | LC_ALL=C sort)
for i in 0 1; do
    chmod u+w "$led/${objects[i]}"
    printf ' ' >>"$led/${objects[i]}"
    findings
    says "${objects[i]}"
    first[i]=$LED_001
    second[i]=$LED_002
    if [ -z "$LED_001" ] || [ -z "$LED_002" ]; then fail "a broken object is not found"; fi
    findings
    [ "${first[i]} ${second[i]}" = "$LED_001 $LED_002" ] || fail "another name in the next run"
    restore
done
if [ "${first[0]}" = "${first[1]}" ] || [ "${second[0]}" = "${second[1]}" ]; then fail "two breaks are one finding"; fi
for i in 0 1; do
    chmod u+w "$led/${objects[i]}"
    printf ' ' >>"$led/${objects[i]}"
done
findings
case " ${first[*]}" in *" $LED_001"*) fail "a second break hides behind the first" ;; esac
says "${objects[0]}" "${objects[1]}"
# Elsewhere it is the same ledger, broken in the same way.
before=$LED_001
mv "$led" "$WORK/moved"
led=$WORK/moved
findings
[ "$LED_001" = "$before" ] || fail "another name where the ledger lies elsewhere"
led=$WORK/led
restore

# Another past, and fewer entries: against what was kept. The place of the project is no part of the name.
rm -rf "$led"
run 0 ledger init --ledger "$led" --key log --origin-name ledger.example/team
run 0 record --key log --ledger "$led"
findings
fewer=$LED_004
says "trust/checkpoint: the ledger has fewer entries than it had, 3"
echo three >three.txt
run 0 record --key log --ledger "$led"
findings
case "$LED_004" in '' | "$fewer") fail "another past is the same finding as fewer entries" ;; esac
says "the past of the ledger was changed"
past=$LED_004
git add -A
git commit -qm kept
findings --config-from HEAD
[ "$LED_004" = "$past" ] || fail "by --config-from it is another finding"
findings --config-from HEAD
[ "$LED_004" = "$past" ] || fail "by --config-from it is another finding each time"
restore

# A stamp that is none, where authorities of stamps are trusted, is a finding and ends no run.
rm .assay/trust/checkpoint
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$WORK/tsa.key" -out .assay/trust/tsa.pem \
    -subj /CN=tsa -days 30 2>/dev/null
mkdir -p "$led/stamps"
echo none >"$led/stamps/3.tsr"
findings
[ -n "$LED_004" ] || fail "a stamp that is none is passed over"
says "stamps/3"
