#!/usr/bin/env bash
# What reports and messages say where nothing is red: waived findings are counted and listed, waivers are no change of the content,
# and a word that is nearly right is answered with what to type.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir p && cd p
printf 'id,mail,phone\n1,ada@corp.de,+49 30 901820\n2,bob@corp.de,+49 30 901821\n3,eve@corp.de,+49 30 901822\n' >t.csv
run 0 key new
run 0 record
run 1 check -q -f json
run 0 waive --all-current --reason "for a test" --until +30d --who ada
run 0 check -q -o a.html -f markdown
says "**Waived**" "pii.email" "for a test" "| ada |"
count=$(jq -r '.waived' <("$ASSAY" check -q -f assessment))
grep -q "$count findings, [0-9]* of them critical, are waived; no other finding stands against a release" a.html || fail "page one keeps quiet about what is waived"
! grep -q "and no finding stands against a release" a.html || fail "page one says that nothing stands against a release"

# what assay itself writes for people to commit is no breach of trust
mv a.html ..
run 0 verify .
says "waivers  .assay/waivers is new since the record" "VERIFIED"
echo x >>t.csv
run 5 verify .
says "changed  t.csv" "1 difference from"
git checkout -q t.csv 2>/dev/null || sed -i '$d' t.csv
printf 'policy: [assay:baseline]\n' >.assay.yml
run 5 verify .
rm .assay.yml

# waivers that were not to be used are not unused; with -v each of those that are is named
run 1 check --ignore-waivers
silent_on "unused"
soon=$(date -u -d '+60 days' +%F)
printf '0000-0000-0001 %s ada none\n0000-0000-0002 %s ada none\n' "$soon" "$soon" >.assay/waivers
run 1 check
says "2 unused: 0000-0000-0001 line 1, ..."
run 1 check -v
says "2 unused: 0000-0000-0001 line 1, 0000-0000-0002 line 2"

# what is quiet is one line, the one that --help tells of
run 1 check -q
says "BLOCKED"
[ "$(wc -l <"$WORK/out")" = 1 ] || fail "-q prints more than the verdict"
run 0 check --help
says "the verdict in one line"

# a document that goes to a file does not fill the terminal too
run 1 report -f html -o ../b.html
silent_on "<html"
says "BLOCKED"
run 1 report -f html -o ../b.sarif
says "<html"

# each thing that a rule over observations was asked about
run 0 explain --why PII-001 t.csv
says "pii.email, seen" "pii.phone, seen"
run 2 explain --why DAT-001
says 'about one item at a time, and none is named'

# packs by name
run 0 policy show --packs
says "assay:gdpr" "General Data Protection Regulation"
run 2 policy show assay:GDPR
says "did you mean assay:gdpr?" "policy show --packs"
run 2 policy show nowhere.yml
says "named on the command line"
cat >pack.yml <<'Y'
pack: house
edition: "1"
in-force-from: 2030-01-01
in-force-until: 2031-01-01
change: [{id: SEC-004, severity: critical}]
rules:
  - {id: HSE-001, name: house.one, title: t, severity: low, check: item.size > 0, message: m, rationale: r, remediation: r}
Y
run 2 policy lint pack.yml
says 'no pack of this policy lists the rule "SEC-004"' "it is in assay:baseline"
run 1 policy lint assay:baseline pack.yml
says "HSE-001: it has no tests" "1 hint"

# the page says what this run did, and who vouches for what
cd .. && mkdir q && cd q
printf 'a,b\n1,2\n' >t.csv
page() {
    "$ASSAY" report -o ../page.html "$@" >"$WORK/out" 2>"$WORK/err" || true
}
page
grep -q "No ledger was read, so nothing signed holds that root" ../page.html || fail "a ledger that nobody read holds a root"
! grep -qE "was read once|holds that root, signed" ../page.html || fail "the method tells what was not done"
run 0 record
page
grep -qE "Entry [0-9]+ of the ledger holds that root, signed" ../page.html || fail "the entry of the root is not named"
grep -q "nobody vouches for that key" ../page.html || fail "a key that came with the ledger is taken for trusted"
run 0 key export
cp "$WORK/out" ../log.pub.pem
page --key ../log.pub.pem
grep -q "a key that who asked for this report trusts" ../page.html || fail "a trusted key is not told"
"$ASSAY" report -f assessment --key ../log.pub.pem >../page.json 2>"$WORK/err" || true
jq -e ".ledger | .vouched and .holds and .recorded_at >= 0" ../page.json >/dev/null || fail "JSON does not tell who vouches"
run 0 key new other
run 0 key export other
cp "$WORK/out" ../other.pub.pem
page --key ../other.pub.pem
grep -q "does not hold" ../page.html || fail "a ledger of another key holds"
echo 3,4 >>t.csv
page
grep -q "No newest entry of the ledger holds that root" ../page.html || fail "a changed folder is told as recorded"

# a line of a card that says nothing is told as that: the others count
printf 'kind: dataset\nfoo: bar\nliscence: MIT\nrows: 7\n' >t.csv.card.yml
run 1 check
says 'line 2: unknown key "foo"' 'did you mean "license"?' "card says 7, file has 2"
run 0 explain card.invalid
says "the rest of the card counts" "no well-formed YAML"

# JUnit fails what blocks, and no more: a server reads each failure as a stop
mkdir ../r && cd ../r
printf 'a,b\n1,2\n' >t.csv
run 0 check --fail-on critical -o junit=../j.xml
says "below the gate"
! grep -qE '<(failure|error) ' <(sed '/testsuite name="gaps"/,$d' ../j.xml) || fail "JUnit fails what is below the gate"
grep -q 'skipped message="high, below the gate: ' ../j.xml || fail "JUnit keeps quiet about what is below the gate"

# a section that nothing can fill is no section
! grep -q "Since the last report" ../page.html || fail "the page compares with a report that nobody gave"
jq -e '.since == null' ../page.json >/dev/null || fail "JSON compares with a report that nobody gave"

# what is new, fixed and unchanged since a report that was kept
mkdir ../since && cd ../since
printf 'name,mail\na,a@example.org\n' >a.csv
printf 'name,mail\nb,b@example.org\n' >b.csv
SOURCE_DATE_EPOCH=1767225600 "$ASSAY" report -f assessment >../kept.json 2>"$WORK/err" || true
kept=$(jq '[.findings[] | select(.verdict == "fail" or .verdict == "unknown" or .verdict == "waived")] | length' ../kept.json)
since() {
    "$ASSAY" report -f assessment --since ../kept.json 2>"$WORK/err" >../now.json || true
    jq -r '.since | "\(.new) \(.fixed) \(.unchanged) \(.other_rules) \(.time)"' ../now.json
}
[ "$kept" -gt 2 ] || fail "the earlier report has next to no findings"
[ "$(since)" = "0 0 $kept false 2026-01-01T00:00:00Z" ] || fail "the same is another: $(since)"
mkdir moved && mv a.csv moved/
[ "$(since)" = "0 0 $kept false 2026-01-01T00:00:00Z" ] || fail "what moved is new: $(since)"
rm b.csv
printf '\x80\x04cposix\nsystem\nX\x02\x00\x00\x00id\x85R.' >evil.pkl
read -r new fixed unchanged rest <<<"$(since)"
[[ $fixed -gt 0 && $((fixed + unchanged)) = "$kept" && $new -gt 0 ]] || fail "$new $fixed $unchanged of $kept"
fingerprints() {
    jq -r '.findings[] | select(.verdict == "fail" or .verdict == "unknown" or .verdict == "waived") | .fingerprint' "$1" | sort
}
[ "$(comm -23 <(fingerprints ../now.json) <(fingerprints ../kept.json) | wc -l)" = "$new" ] || fail "new is not what the fingerprints say"
[ "$(comm -13 <(fingerprints ../now.json) <(fingerprints ../kept.json) | wc -l)" = "$fixed" ] || fail "fixed is not what the fingerprints say"
page --since ../kept.json
grep -q "Since the last report.*<dt>new</dt><dd>$new</dd><dt>fixed</dt><dd>$fixed</dd><dt>unchanged</dt><dd>$unchanged</dd>" ../page.html || fail "the page does not tell what is new"
for format in text markdown; do
    "$ASSAY" report -f $format --since ../kept.json >../page.$format 2>"$WORK/err" || true
    grep -q "$new new, $fixed fixed, $unchanged unchanged since 2026-01-01T00:00:00Z" ../page.$format || fail "$format does not tell what is new"
done
"$ASSAY" report -f json --since ../kept.json >../now.json 2>"$WORK/err" || true
jq -e ".since.new == $new" ../now.json >/dev/null || fail "the shorter JSON does not tell what is new"
"$ASSAY" report -f sarif --since ../kept.json >../now.sarif 2>"$WORK/err" || true
[ "$(jq '[.runs[].results[] | select(.baselineState == "new")] | length' ../now.sarif)" = "$new" ] || fail "SARIF does not tell what is new"
[ "$(jq '[.runs[].results[] | select(.baselineState == "unchanged")] | length' ../now.sarif)" = "$unchanged" ] || fail "SARIF does not tell what is unchanged"
truncate -s 65M ../large.json
run 2 report --since ../large.json
says "large.json" "64 MiB"
mkdir .assay && printf 'policy: [assay:baseline, assay:gdpr]\n' >.assay.yml
[[ "$(since)" == *" true "* ]] || fail "other rules are not told"
for wrong in '{}' '[' '{"schema":"assay.check/1"}' "$(jq -c '.findings[0].fingerprint = "x"' ../kept.json)" "$(jq -c '.time = "now"' ../kept.json)" "$(jq -c 'del(.inventory)' ../kept.json)"; do
    printf '%s' "$wrong" >../wrong.json
    run 2 report -f text --since ../wrong.json
    says "no earlier assessment" "../wrong.json" "assay report -f assessment"
done
run 2 report -o ../page.html --since ../nothing.json
says "../nothing.json"

# who signed what about which file, and which commit the files began from
git init -q ../s && cd ../s
printf 'a,b\n1,2\n' >t.csv
git add -A && git commit -qm one
run 0 record
"$ASSAY" report -f assessment >../page.json 2>"$WORK/err" || true
[ "$(jq -r .inventory.target.checked_out ../page.json)" = "$(git rev-parse HEAD)" ] || fail "JSON does not name the commit that is checked out"
jq -e '.statements == []' ../page.json >/dev/null || fail "a statement that nobody signed"
run 0 attest attestation t.csv --meaning approval --name "Jane Doe" --role Validator --statement "I looked." --until +90d
run 0 attest release . --set version=1.0 --name "Jane Doe" --role Owner
page
grep -q "<dt>checked out</dt><dd><code>$(git rev-parse HEAD)</code>" ../page.html || fail "the page does not name the commit that is checked out"
grep -q "every file that was examined is as in that commit" ../page.html || fail "the page does not tell that the files are the commit"
echo 3,4 >>t.csv && echo n >n.txt
page
grep -q "1 file differs from commit $(git rev-parse --short=12 HEAD), 1 is not in it" ../page.html || fail "the page does not tell how many files differ"
for format in text markdown github; do
    "$ASSAY" check -f $format >../page.$format 2>"$WORK/err" || true
    grep -q "1 file differs from commit $(git rev-parse --short=12 HEAD), 1 is not in it" ../page.$format || fail "$format does not tell how many files differ"
done
"$ASSAY" report -f assessment >../page.json 2>"$WORK/err" || true
jq -e '.inventory.target | .differs == 1 and .untracked == 1' ../page.json >/dev/null || fail "JSON does not tell how many files differ"
"$ASSAY" check -f json >../page.json 2>"$WORK/err" || true
jq -e '.examined | .differs == 1 and .untracked == 1' ../page.json >/dev/null || fail "the JSON of a check does not tell how many files differ"
git checkout -q t.csv && rm n.txt
page
sed -n '/id="ASY-statements"/,/<\/table>/p' ../page.html >../told
grep -q 't.csv.*attestation <b>approval</b>.*Validator.*entry [0-9]*.*holds' ../told || fail "the attestation of a file is not told"
grep -q 'the target as a whole.*release <b>1.0</b>.*Owner' ../told || fail "the release is not told"
! grep -q "Jane" ../told || fail "a sealed name stands in the page"
"$ASSAY" report -f assessment >../page.json 2>"$WORK/err" || true
jq -e 'any(.statements[]; .kind == "attestation" and .path == ["t.csv"] and .meaning == "approval" and .state == "holds")' ../page.json >/dev/null || fail "JSON does not tell the attestation"
echo 3,4 >>t.csv
page
grep -q 'the target as it was then.*release <b>1.0</b>.*holds, of other bytes than these' ../page.html || fail "a release of other bytes is told as if it were of these"
! grep -q 'attestation <b>approval</b>' ../page.html || fail "a statement about other bytes is told of these"

# Annotations are the ten worst; that there are more is said, and how many.
mkdir ../many && cd ../many
for i in 1 2 3 4 5 6; do printf 'a,b\n%s,2\n' "$i" >"$i.csv"; done
run 1 check -f json
count=$(jq '[.findings[] | select(.verdict == "fail" or .verdict == "unknown")] | length' "$WORK/out")
[ "$count" -gt 11 ] || fail "too few findings for the test: $count"
run 1 check -f github
[ "$(grep -c '^::' "$WORK/out")" = 10 ] || fail "other than ten annotations"
says "more     $((count - 10)) findings, which a host would not show beside these: assay check"
rm [3456].csv
run 1 check -f github
silent_on "more  "

# --- a page says which part of the repository was asked for, and the command in it makes it again, flags and all
cd "$WORK" && git init -q scope && cd scope
printf 'ghp_%s\n' IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i >token.txt && mkdir sub && echo ok >sub/a.txt
git add -A && git commit -qm one && git rm -q token.txt && git commit -qm two
"$ASSAY" report -f assessment >../kept.json 2>"$WORK/err" || true
again() { # FLAGS...: as page, and then by the command that stands in it
    "$ASSAY" report --for auditor "$@" -o ../one.html >/dev/null 2>"$WORK/err" || true
    sed -n 's|.*<code>\(SOURCE_DATE_EPOCH=[^<]*\)</code>.*|\1|p' ../one.html | sed "s|again.html|../two.html|; s|assay|'$ASSAY'|" >../command
    bash ../command >/dev/null 2>"$WORK/err" || true
    cmp -s ../one.html ../two.html || fail "another page by: $(cat ../command)"
}
scope() {
    grep -q "$1" ../one.html || fail "the page does not say: $1"
    ! grep -q "all that the target holds" ../one.html || fail "the page says that all was examined"
}
again
scope "not what older commits, other branches, tags and stashes hold"
again --head --since ../kept.json --fail-on high
scope "not what files on disk have besides"
grep -q -- "--fail-on high --head --since ../kept.json -o" ../command || fail "flags: $(cat ../command)"
cp ../kept.json "../it's kept.json"
again --history --since "../it's kept.json" -j2
scope "or what no ref leads to any more"
grep -qF -- "--history --since '../it'\\''s kept.json' -o" ../command || fail "flags: $(cat ../command)"
cd sub && again
scope "Of the repository the folder sub alone was asked for"
cd "$WORK" && mkdir loose && echo ok >loose/a.txt && cd loose && again
grep -q "Nothing was left out: all that the target holds was examined" ../one.html || fail "of a folder all was examined"

# --- what is new and what is fixed is named
cd "$WORK" && mkdir turn && cd turn
printf 'ghp_%s\n' IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i >old.txt
"$ASSAY" report -f assessment >../kept.json 2>"$WORK/err" || true
rm old.txt && python3 -c 'import os, pickle
class Runs:
    def __reduce__(self):
        return os.system, ("true",)
open("new<b>.pkl", "wb").write(pickle.dumps(Runs()))'
again --since ../kept.json
sed -n '/id="ASY-since"/,/<\/section>/p' ../one.html >../told
grep -q '<h3>New</h3>.*model.code-import</code> loading it would run posix.system.*new&lt;b&gt;.pkl.*<h3>Fixed</h3>.*secret.github-token</code>.*old.txt' ../told || fail "new and fixed: $(cat ../told)"
