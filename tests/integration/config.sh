#!/usr/bin/env bash
# The config: looked for at the project's root, typed, its mistakes shown with line and caret.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

git init -q repo
mkdir -p repo/deep/er
cat >repo/.assay.yml <<'Y'
version: 1
policy: [assay:baseline]
gate:
  fail-on: high
pointers: {lfs: note}
defaults: {jobs: 1}
Y
cd repo/deep/er
run 0 config show --origin
says "gate.fail-on                     high      (.assay.yml:4)" "pointers.lfs" "(default)"

cd "$WORK/repo"
sed -i 's/fail-on/fail_on/' .assay.yml
run 2 check
says "error[config.unknown-key]: .assay.yml:4:3:" 'did you mean "fail-on"' "fail_on: high" "^"
sed -i 's/fail_on: high/fail-on: hihg/' .assay.yml
run 2 check
says "error[config.bad-value]: .assay.yml:4:" '"high"'
sed -i 's/hihg/high/; s/jobs: 1/jbos: 1/' .assay.yml
run 2 check
says "error[config.bad-value]" "jobs"
printf 'version: 1\nversion: 1\n' >.assay.yml
run 2 check
says "error[config.syntax]: .assay.yml:2:"
printf 'version: 2\n' >.assay.yml
run 2 check
says "version 1"
printf 'gate: &a {gaps: warn}\n' >.assay.yml
run 2 check
says "config.syntax"
printf 'gate:\n \tgaps: warn\n' >.assay.yml # the library's words, spelled as a person would
run 2 check
says ".assay.yml:2:2: not YAML: invalid tab as indentation in a mapping"

# Never from the folder that one happens to stand in.
mkdir "$WORK/elsewhere"
printf 'nonsense: 1\n' >"$WORK/elsewhere/.assay.yml"
rm .assay.yml
echo text >a.txt
cd "$WORK/elsewhere"
run 0 check "$WORK/repo"
run 2 check "$WORK/repo" -c absent.yml
run 2 check "$WORK/nowhere"
says "target.missing"
run 2 -C "$WORK/nowhere" check

# What the config says of one target's flags ends with that target.
git init -q "$WORK/first"
git init -q "$WORK/second"
printf 'gate: {fail-on: critical}\ndefaults: {color: always}\n' >"$WORK/first/.assay.yml"
printf 'x,y\n1,2\n' | tee "$WORK/first/d.csv" >"$WORK/second/d.csv"
cd "$WORK"
run 0 check first
grep -q $'\x1b' out || fail "the colour of the config's defaults is not used"
run 1 check first second
run 1 check second first
run 2 check first --color purple
cd first
run 0 explain card.invalid

# A config that came with the target sets how it looks and how fast, and nothing else: neither where
# reports are written, nor what is looked at, nor what passes.
mkdir "$WORK/given"
cd "$WORK"
printf '\x80\x04cposix\nsystem\nX\x02\x00\x00\x00id\x85R.' >given/evil.pkl
echo precious >precious.txt
while read -r flag value; do
    printf 'version: 1\ndefaults:\n  %s: %s\n' "$flag" "$value" >given/.assay.yml
    run 2 check given
    says "error[config.bad-value]: " ".assay.yml:3:3: " "a config cannot set --$flag" "  $flag: $value" "^"
    says "give --$flag on the command line, or name this config with -c"
done <<E
output json=$WORK/precious.txt
report-only true
ignore-waivers true
fail-on critical
allow-gap file.special
config x.yml
directory /tmp
ledger $WORK/ledger
key /etc/passwd
origin-name x.example
cache true
cache-size 1T
head true
history true
staged true
unreachable true
worktree true
commit HEAD
range A..B
digests true
E
[ "$(cat precious.txt)" = precious ] || fail "a config overwrote a file"
[ ! -e ledger ] || fail "a config made a ledger"
printf 'defaults: {report-only: true, output: json=%s}\n' "$WORK/mine.json" >mine.yml
rm given/.assay.yml
run 0 check given -c mine.yml
grep -q evil.pkl mine.json || fail "a named config is one's own word"
cat >given/.assay.yml <<'Y'
defaults: {color: never, for: ci, format: text, include-ignored: true, jobs: 1, max-depth: 4,
  max-entries: 100, max-expand: 1M, max-ratio: 100, no-cache: true, progress: never, quiet: true,
  recurse-submodules: false, time-limit: 1m, verbose: false, verify-objects: true}
Y
run 1 check given

# A number that would not be had is refused where it stands, on the command line as in the config.
while read -r flag value range; do
    printf 'version: 1\ndefaults:\n  %s: %s\n' "$flag" "$value" >given/.assay.yml
    run 2 check given
    says "error[config.bad-value]: " ".assay.yml:3:3: " "\"$value\" is not a value of --$flag" "$range" "^"
    run 1 check given --"$flag" 9 # the command line is stronger
    rm given/.assay.yml
    run 2 check given --"$flag" "$value"
    says "error[usage.bad-value]" "\"$value\" is not a value of --$flag" "$range"
done <<E
max-depth 65 from 1 to 64
max-depth 100000 from 1 to 64
jobs 257 from 1 to 256
jobs 4294967296 from 1 to 256
jobs 0 from 1 to 256
max-entries 99999999999999999999 from 1 to 18446744073709551615
max-expand 99999999999G from 1 to 18446744073709551615
max-ratio -3 from 1 to 18446744073709551615
time-limit 5h 500ms, 4s or 2m
E
run 1 check given --max-depth 64 -j 256
status=0
ASSAY_MAX_DEPTH=65 "$ASSAY" check given >"$WORK/out" 2>"$WORK/err" || status=$?
[ "$status" = 2 ] || fail "an environment that asks for too much exits $status"
says "ASSAY_MAX_DEPTH" "from 1 to 64"

mkdir "$WORK/typo"
cd "$WORK/typo"
# An exception with a typo is refused where it stands.
printf 'gate:\n  allow-gaps: [bundle.encryptd]\n' >.assay.yml
run 2 check
says 'error[config.bad-value]: .assay.yml:2:16: "bundle.encryptd" is no kind of gap' 'did you mean "bundle.encrypted"' "^"
printf 'gate: {allow-gaps: [bundle.encrypted, nothing]}\n' >.assay.yml
run 0 config show

# A key with nothing behind it is no list, and what a project's own gate lets pass is said to be that.
for key in 'policy:' 'policy: [assay:baseline, ""]' 'patterns: ""'; do
    printf '%s\n' "$key" >.assay.yml
    run 2 check
    says ".assay.yml:1:" "nothing stands behind \"${key%%:*}\""
done
printf 'GGUF\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' >m.gguf
printf 'gate: {fail-on: critical}\n' >.assay.yml
run 0 check
says "2 below the gate, which is critical"
printf 'gate: {fail-on: medium}\n' >.assay.yml
run 1 check
silent_on "which is"
