#!/usr/bin/env bash
# Controls of laws and standards: each that the project names stands in a shipped pack; assay explain finds one as people
# cite it; reports keep evidence, a person's word and nothing apart; a pack outside its dates is judged and said to be.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# every control, by framework, edition and reference; with what meets it
mkdir p && cd p
run 0 policy show --controls --all
cp "$WORK/out" shown
wanted=$(wc -l <"$SOURCE/tests/data/controls.txt")
[ "$wanted" = 137 ] || fail "the list names $wanted controls"
while IFS= read -r line; do
    framework=${line%% | *} reference=${line##* | }
    grep -qF "| $framework $reference " shown || echo "$line"
done <"$SOURCE/tests/data/controls.txt" >missing
[ ! -s missing ] || fail "in no pack: $(cat missing)"

# a rule cites a control with the mark that its pack gives
awk '{ gsub(/"/, "") }
    sub(/^  - framework: /, "") { framework = $0 }
    sub(/^    ref: /, "") { reference = $0 }
    sub(/^    mark: /, "") { print framework " | " reference " | " $0 }' "$SOURCE"/policies/*.yml | sort -u >given
sed -n 's/.*{framework: "\([^"]*\)", edition: "[^"]*", ref: "\([^"]*\)", mark: \(.\)}.*/\1 | \2 | \3/p' \
    "$SOURCE"/policies/rules/*.yml | sort -u >cited
[ "$(wc -l <cited)" -gt 100 ] || fail "only $(wc -l <cited) citations were found"
comm -23 cited given | while IFS= read -r line; do
    grep -F "${line% | ?} | " given || true
done >other
[ ! -s other ] || fail "a rule has another mark than the pack: $(cat other)"

# as people cite it
run 0 explain "AI Act Art. 14"
says "OVS-001" "that it works in practice" "policy: [assay:eu-ai-act-high-risk]" "--set controls="
run 0 explain "iso 42001 a.5"
says "ISO/IEC 42001 (2023) A.5" "RSK-003"
run 0 explain "62304 4.3"
says "safety class A, B, C"
run 0 explain "AI Act 10(2)"
says "Art. 10(2)(a,d)" "Art. 10(2)(e-h)"
run 2 explain "AI Act Art. 999"
says "no rule, control, problem or fingerprint"

# evidence, a person, nothing
cat >pack.yml <<'Y'
pack: house
edition: "1"
in-force-from: 2999-01-01
rules: [LIC-001]
controls:
  - {framework: House, edition: "1", ref: "1", mark: v, demands: licences are known, rules: [LIC-001]}
  - {framework: House, edition: "1", ref: "2", mark: v, demands: people like it, person: that they do}
  - {framework: House, edition: "1", ref: "3", mark: v, demands: it is beautiful, nothing: nobody can measure that}
Y
printf 'policy: [pack.yml]\n' >.assay.yml
printf 'GGUF\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' >model.gguf
git init -q && git add pack.yml .assay.yml model.gguf && git commit -qm all
run 1 check
says "house is in force from 2999-01-01 on, and was judged all the same"
run 1 check -q -o a.assessment.json
verdicts() {
    jq -r '.controls[] | select(.framework == "House") | "\(.reference) \(.verdict) \(.attested.where // "-")"' a.assessment.json | tr '\n' ';'
}
[ "$(verdicts)" = "1 not-applicable -;2 unknown -;3 unknown -;" ] || [ "$(verdicts)" = "1 fail -;2 unknown -;3 unknown -;" ] ||
    fail "controls: $(verdicts)"
jq -e 'any(.controls[]; .person == "that they do") and any(.controls[]; .nothing == "nobody can measure that")' \
    a.assessment.json >/dev/null || fail "what only a person can say is not told"
run 0 key new
run 0 record
run 0 attest attestation model.gguf --set controls="House 2" --statement "They do." --name "A. Doe" --role "head of design" --meaning responsibility
run 1 check -q -o a.assessment.json -o a.html
[[ "$(verdicts)" == *";2 attested entry "*";3 unknown -;" ]] || fail "nobody is seen to have signed: $(verdicts)"
grep -q "head of design" a.html || fail "the report does not say who signed for the control"
grep -q "Nothing can be shown: nobody can measure that" a.html || fail "the report does not say what nothing can show"

# a control that no pack of the policy lists is touched, never met; rules alone do not meet what a person must say
rm pack.yml
printf 'policy: [assay:baseline]\n' >.assay.yml
printf 'a\n1\n2\n' >t.csv
git add -A && git commit -qm baseline
run 1 check -q -o a.assessment.json -o a.html
jq -e '(.controls | length > 0) and all(.controls[]; has("verdict") | not) and
       all(.frameworks[]; .touched > 0 and ([.controls[]] | add) == 0)' a.assessment.json >/dev/null ||
    fail "controls that nobody chose are judged"
grep -q "Touched by rules, not judged" a.html || fail "the page does not tell what rules touch"
! grep -qE "[0-9]+ controls?: |>met by evidence</span>" a.html || fail "the page credits regimes that nobody chose"

cat >pack.yml <<'Y'
pack: house
edition: "1"
rules:
  - {id: HSE-001, name: house.one, title: t, severity: low, check: "true", message: m, rationale: r, remediation: r}
  - {id: HSE-002, name: house.two, title: t, severity: low, over: target, attest: true, check: "false", message: m, rationale: r, remediation: r}
controls:
  - {framework: House, edition: "1", ref: "1", mark: v, demands: it holds, rules: [HSE-001]}
  - {framework: House, edition: "1", ref: "4", mark: v, demands: it holds, rules: [HSE-001], person: that it does}
  - {framework: House, edition: "1", ref: "5", mark: v, demands: it holds, rules: [HSE-001, HSE-002], person: that it does}
Y
printf 'policy: [pack.yml]\n' >.assay.yml
git add -A && git commit -qm house
run 0 check -q -o a.assessment.json -o a.html
[ "$(verdicts)" = "1 pass -;4 unknown -;5 fail -;" ] || fail "rules alone: $(verdicts)"
grep -q "rules met; person’s part open" a.html || fail "the page does not say that a person's part is open"
run 0 record
run 0 attest attestation t.csv --set controls=HSE-002 --statement "It holds." --name "A. Doe" --role "head of design" --meaning responsibility
run 0 check -q -o a.assessment.json
[ "$(verdicts)" = "1 pass -;4 unknown -;5 unknown -;" ] || fail "a statement for a rule met a control: $(verdicts)"
run 0 attest attestation t.csv --set controls="House 5" --statement "It does." --name "A. Doe" --role "head of design" --meaning responsibility
run 0 check -q -o a.assessment.json
[[ "$(verdicts)" == "1 pass -;4 unknown -;5 attested entry "* ]] || fail "rules and a person: $(verdicts)"
