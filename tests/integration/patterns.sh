#!/usr/bin/env bash
# Patterns of a person's own: where they are found, what they find, and what is refused with its place.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# All patterns are compiled once for each set of them, which takes a second, and five under the sanitizers: what is kept
# of one row serves the others.
key=ACMEDK-92b7e40d51f86c3a0e7d9b1f52a8c64e
compiled() { find "$XDG_CACHE_HOME" -name 'patterns-*' | wc -l; }

# --- what is compiled is kept: of the run, and of the commit that judges, whose patterns are those that all have
git init -q judged
cd judged
mkdir -p .assay/patterns
cp "$SOURCE/policies/patterns/example.yml" .assay/patterns/ours.yml
echo "deploy = $key" >deploy.ini
git add -A && git commit -qm patterns
shipped=$(compiled) # as lib.sh has them
run 1 check . --config-from HEAD
[ "$(compiled)" = $((shipped + 1)) ] || fail "patterns of the commit that judges are compiled in every run"
mkdir -m 700 "$WORK/login"
cp -R "$XDG_CACHE_HOME/assay" "$WORK/login/"
XDG_RUNTIME_DIR=$WORK/login XDG_CACHE_HOME=$PWD/.cache run 1 check . --config-from HEAD
[ ! -e .cache ] || fail "compiled patterns were written into the target"
cd ..

git init -q repo
cd repo
echo "deploy = $key" >deploy.ini
echo "all is well" >other.txt

# --- without them nothing is seen; each way of naming them sees the same
run 0 check --allow-gap nothing .
silent_on "secret.user.acme-deploy-key"
run 1 check --patterns "$SOURCE/policies/patterns/example.yml" .
says "secret.user.acme-deploy-key" "1 acme deploy key credential" "deploy.ini"
silent_on "$key"
run 1 check --patterns "$SOURCE/policies/patterns" .
says "secret.user.acme-deploy-key"
run 1 check --patterns assay:example .
says "secret.user.acme-deploy-key"
echo 'patterns: [assay:example]' >.assay.yml
run 1 check .
says "secret.user.acme-deploy-key"
run 0 config show --origin
says "patterns" "assay:example" ".assay.yml:1"
rm .assay.yml
mkdir -p .assay/patterns
cp "$SOURCE/policies/patterns/example.yml" .assay/patterns/ours.yml
run 1 check .
says "secret.user.acme-deploy-key"
run 0 explain secret.user.acme-deploy-key
says "SEC-001"

# --- the cache knows of them: a changed pattern is looked for at once
run 1 check .
sed -i "s/ACMEDK-\[0-9a-f\]{32}/ACMEDX-[0-9a-f]{32}/" .assay/patterns/ours.yml
cat >.assay/patterns/slow.yml <<'Y'
patterns: slow
kinds:
  - id: slow
    regex: 'SLOW-a'
    token: 'SLOW-((?:a|aa)+)+b'
    examples: {match: [SLOW-ab]}
Y
run 0 check .
silent_on "secret.user.acme-deploy-key"
cp .assay/patterns/ours.yml "$WORK/other.yml"
mv .assay/patterns/slow.yml "$WORK/slow.yml"
cp "$SOURCE/policies/patterns/example.yml" .assay/patterns/ours.yml
run 1 check .
says "secret.user.acme-deploy-key"

# --- lint states the cost, test runs the examples
run 0 policy lint .assay/patterns
says "secret.user.acme-deploy-key: 24.0 bits" "39 states" "0 hints"
run 0 policy test .assay/patterns/ours.yml
says "3 patterns: 11 examples passed, 0 failed"
run 0 policy test
says "3 patterns: 11 examples passed, 0 failed" "conditions that none of them moved"
sed -i "s/match: \['door_code: 482913'/match: ['door_code: 48291'/" .assay/patterns/ours.yml
run 1 policy test .assay/patterns/ours.yml
says ".assay/patterns/ours.yml:33:15: secret.user.acme-door-code: does not match" "1 failed"

# --- mistakes: file, line, column, what was expected, the nearest word; nothing is examined
pattern() {
    cat >.assay/patterns/ours.yml
    run 2 check .
    silent_on "gaps     "
    run 2 policy lint .assay/patterns
}
pattern <<'Y'
patterns: ours
kinds:
  - id: one
    regx: 'ONE-[0-9]{4}'
    examples: {match: [ONE-1234]}
Y
says "ours.yml:4:5" '"regx"' 'did you mean "regex"'
pattern <<'Y'
patterns: ours
kinds:
  - id: one
    regex: '[0-9a-f]{32}'
    examples: {match: [0123456789abcdef0123456789abcdef]}
Y
says "ours.yml:4:12" "no literal of three bytes" "patterns.slow"
pattern <<'Y'
patterns: ours
kinds:
  - id: one
    regex: 'ONE-[0-9]+'
    examples: {match: [ONE-1234]}
Y
says "ours.yml:4:12" "longer than 512 bytes"
pattern <<'Y'
patterns: ours
kinds:
  - id: one
    regex: 'ONE-a{4}'
    token: 'ONE-((a|aa)+)+[^\x00-\xff]'
    examples: {match: [ONE-aaaa]}
Y
says "ours.yml:5:12" "steps"
pattern <<'Y'
patterns: ours
kinds:
  - id: one
    regex: 'ONE-[0-9]{4}'
    token: 'ONE-[0-9'
    examples: {match: [ONE-1234]}
Y
says "ours.yml:5:12" "the token is no expression"
pattern <<'Y'
patterns: ours
kinds:
  - {id: one, find: ONE-, examples: {match: [ONE-]}}
  - {id: one, find: TWO-, examples: {match: [TWO-]}}
Y
says "ours.yml:4:10" '"one" stands in' "ours.yml:3"
pattern <<'Y'
patterns: ours
kinds:
  - {id: one, find: ON, examples: {match: [ONE-]}}
Y
says "ours.yml:3:21" "three bytes"
pattern <<'Y'
patterns: ours
kinds:
  - {id: one, find: ONE-}
Y
says "ours.yml:3:5" "an example that matches"
pattern <<'Y'
patterns: ours
kinds:
  - {id: one, find: ONE-, entropy: lots, examples: {match: [ONE-]}}
Y
says "ours.yml:3:36" "entropy"
pattern <<'Y'
patterns: ours
kinds:
  - {id: one, find: ONE-, confidence: sure, examples: {match: [ONE-]}}
Y
says "ours.yml:3:39" "low, medium or high"
rm -r .assay
run 2 check --patterns no-such-file.yml .
says "patterns.missing-file" "no-such-file.yml"

# --- an expression that takes no end on what stands in a file: kept as low, told as a gap, and all
# other content was examined
key=${key/DK/DX}
{ printf 'SLOW-'; head -c 900 /dev/zero | tr '\0' a; echo 'c b'; echo "deploy = $key"; } >deploy.ini
before=$(compiled)
run 1 check --patterns "$WORK/other.yml" --patterns "$WORK/slow.yml" .
says "data.pattern-limit" "secret.user.acme-deploy-key"
sed -i "s/$key/none/" deploy.ini
run 3 check --patterns "$WORK/other.yml" --patterns "$WORK/slow.yml" .
says "gap[data.pattern-limit]" "secret.user.slow: proving what looks like one took too long"
run 3 list -v --patterns "$WORK/other.yml" --patterns "$WORK/slow.yml" deploy.ini
says "secret.user.slow"
[ "$(compiled)" = "$before" ] || fail "the same patterns from another place are compiled again"
run 0 explain data.pattern-limit

# --- the published form, and its reference, name the fields that the program reads
schema=$SOURCE/policies/schemas/patterns.schema.json
sed -n '/status read_pattern(/,/};/p' "$SOURCE/src/examine/detect/user_patterns.c" | grep -oE '"[a-z-]+"' | tr -d '"' |
    sort >known
jq -r '."$defs".kind.properties | keys[]' "$schema" | sort >published
diff known published
while read -r field; do
    grep -qF "\`$field" "$SOURCE/docs/reference/patterns.md" || fail "patterns.md does not tell $field"
done <known
[ "$(wc -l <known)" -eq 10 ] || fail "no fields were read from the source"
