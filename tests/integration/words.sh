#!/usr/bin/env bash
# Words: help, suggestions, exit codes of wrong use.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

run 0
[ "$(wc -l <"$WORK/out")" -le 10 ] || fail "assay alone prints more than ten lines"
run 0 --help
says "Exit codes" "assay check" "  5  trust broken"
for command in init check list record verify report explain waive hook policy key ledger sign attest config doctor help version; do
    run 0 help "$command"
    run 0 "$command" --help
    says "Examples" "Flags"
    # check has every switch of the gate; verify takes whatever an auditor may hold, and scans as well
    [ "$(wc -l <"$WORK/out")" -le 64 ] || fail "$command --help does not fit a screen"
done
run 0 version
says "assay "
run 0 --version
run 0 version --json
jq -e .version "$WORK/out" >/dev/null || fail "version --json is no JSON"

run 2 chek
says "did you mean: assay check"
run 2 check --stagd
says "did you mean --staged"
run 2 check --head --staged
says "more than one view"
run 2 check --fail-on horrible
run 2 check --color purple
run 2 check -o report.docx
run 2 list -f sarif
run 2 verify a b
run 2 explain
run 2 explain no-such-thing-at-all
run 0 explain bundle.encrypted
says "bundle.encrypted" "What to do" "--allow-gap bundle.encrypted"
silent_on "accept: --allow-gap"
# An exact problem first, a rule or a class that there is next, and nothing for the start of a word.
for id in model.invalid model.shard-missing model.size-mismatch card.invalid bundle.encrypted; do
    run 0 explain $id
    says "$id: "
done
for word in model.code-import MOD-007 model.no-code-on-load secret.aws-secret-key pii.email; do
    run 0 explain $word
    says "controls"
done
run 2 explain model.invlid
says "did you mean: assay explain model.invalid"
for word in model.bogus pii.bogus secret.x; do
    run 2 explain $word
    says "error[usage.unknown-id]" "there are: ${word%%.*}."
done
run 2 check --allow-gap model.code-import # a finding, and no gap
run 0 explain git.submodule-skipped
says "git submodule update --init PATH" "assay check --recurse-submodules"
run 0 explain usage.unknown-flag
says "assay help COMMAND" "Where the word is near"
silent_on "--allow-gap"
run 2 check --zzzzzzz
says "assay help COMMAND"
run 0 explain git.unknown-revision
says "--unshallow      in a shallow clone" "where a commit is wanted"
silent_on "--tags --unshallow"
run 0 explain bundle.multi-volume
says "cat NAME.0* > NAME" "zip -s 0 in.zip --out out.zip"
run 0 config
run 2 policy
run 2 key
run 2 hook run nothing

# Wrong words are found before anything is examined, and before a file is touched.
echo precious >keep.txt
run 2 check -o sarfi=keep.txt
says 'did you mean "sarif"'
grep -q precious keep.txt || fail "a wrong format emptied the file that it was to go to"
run 2 check --fail-on horrible
says '"horrible" is no severity'
run 2 check -f nosuch
says "assessment, github, gitlab, html, json, junit, markdown, ndjson, sarif, text"
run 2 check --allow-gap git.shalow
says '"git.shalow" is no kind of gap' "did you mean --allow-gap git.shallow"
run 2 check --allow-gap usage.unknown-flag
run 2 key list --json
run 2 hook status
[ "$(grep -c 'error\[' "$WORK/err")" = 1 ] || fail "one mistake is told twice"
mkdir nothing
run 4 list nothing
run 4 check nothing
silent_on BLOCKED
run 4 record nothing --ledger empty.led
says "error[git.nothing-to-examine]: nothing to examine in nothing: nothing was recorded"
run 4 check nothing --record --ledger empty.led
says git.nothing-to-examine
run 0 check nothing --record --ledger empty.led --allow-gap nothing
says "(allowed)"
[ ! -e empty.led ] || fail "an entry about nothing"
run 2 check --progress sometimes
says '"sometimes" is not a value of --progress' "--progress auto, never or plain"
run 2 check --time-limit 0.5s
says '"0.5s" is not a value of --time-limit' "500ms, 4s or 2m"
printf 'hooks: {pre-commit: {time-limit: 500ms}}\n' >half.yml
run 0 config show -c half.yml
says "500ms"
run 4 list --time-limit 1500ms nothing
run 2 check HEAD
says "--commit HEAD"
run 4 check - # listed.sh has what comes in there
says "the list holds no name"

# One JSON document is about one target.
run 2 list nothing keep.txt -f json
says "about one target"
[ ! -s "$WORK/out" ] || fail "something was printed all the same"

# Nothing to examine: the id that is told is the one that is accepted and explained, where it can be.
git init -q unborn
for id in nothing git.nothing-to-examine; do
    run 0 check --head unborn --allow-gap $id
    [ "$(grep -o "nothing to examine" "$WORK/err" | wc -l)" = 1 ] || fail "the text stutters"
    run 0 check nothing --allow-gap $id
    run 0 explain $id
    says "--allow-gap git.nothing-to-examine"
done
run 4 check --head unborn
says "accept it with --allow-gap git.nothing-to-examine"
for command in list record init; do
    run 4 $command --head -C unborn
    says "check the flags"
    silent_on "--allow-gap"
done
git init -q --bare bare.git
run 4 check --staged bare.git
says "git.nothing-to-examine" "--history"

# The digests of a list stand where sha256sum has them.
echo some >some.txt
run 0 list --digests some.txt
[ "$(head -1 "$WORK/out" | cut -d' ' -f1)" = "$(sha256sum some.txt | cut -d' ' -f1)" ] || fail "no digest in front"
says "digests only: no content was inspected"
# and what sha256sum -c reads is made of them as docs/reference/json.md says
mkdir -p data/below && cp some.txt data/below && echo other >"data/a name.txt" && tar cf data/some.tar some.txt
# shellcheck disable=SC2016 # the backquotes are those of Markdown
sed -n '/^assay list --digests/,/^```$/p' "$SOURCE/docs/reference/json.md" | sed '/^```/d' >commands.sh
bash -e commands.sh >checked || fail "the commands of the page"
[ "$(grep -c ': OK$' checked)" = 3 ] || fail "other files were checked: $(cat checked)"
rm -r data commands.sh checked SUMS
run 0 list --digests -f json some.txt
[ "$(jq -r .examined out)" = digests ] || fail "the JSON does not say that nothing was inspected"
run 0 list -f json some.txt
[ "$(jq -r .examined out)" = null ] || fail "the JSON says that nothing was inspected"
run 0 list -v some.txt
says "$(sha256sum some.txt | cut -d' ' -f1)"
silent_on "digests only"
run 0 list some.txt
silent_on "$(sha256sum some.txt | cut -d' ' -f1)"

# Flags may stand before the command; hostile names never reach a terminal raw.
mkdir folder
echo text >folder/a.txt
run 0 -j 1 --color never -C folder check
run 0 --fail-on=high check folder
run 2 check "$(printf 'no\033[31msuch\nfile')"
says 'no\x1b[31msuch\x0afile'
if grep -q "$(printf '\033')" "$WORK/err"; then fail "an escape sequence reached the terminal"; fi
if [ -e /dev/full ]; then
    code=0
    "$ASSAY" list folder >/dev/full 2>"$WORK/err" || code=$?
    [ "$code" = 6 ] || fail "a full standard output gave exit code $code"
    says "output.failed"
fi
echo old >report.json
run 6 check folder -o json=/no/such/folder/x
[ "$(cat report.json)" = old ] || fail "another report was touched"
run 0 check folder -o report.json
grep -q assay.check/1 report.json || fail "the report was not replaced"
# what stands beside it is the user's: no name is guessed, followed or cut for the time of writing
mkdir beside && cd beside || exit
echo mine >precious && ln -s precious report.json.part && echo mine >r.html.part
run 0 check ../folder -o report.json -o r.html
grep -q assay.check/1 report.json || fail "no report"
[ "$(cat precious)" = mine ] || fail "a link was followed"
[ "$(cat r.html.part)" = mine ] || fail "a file of the user was cut"
(umask 027 && run 0 check ../folder -o json=mode.json) || exit 1
[ "$(stat -c %a mode.json)" = 640 ] || fail "mode $(stat -c %a mode.json)"
for _ in 1 2 3 4 5 6; do "$ASSAY" check ../folder -q -o both.html >/dev/null 2>>failures || echo failed >>failures & done
wait
[ ! -s failures ] || fail "runs met: $(cat failures)"
mkfifo pipe && cat pipe >piped & run 0 check ../folder -o json=pipe
wait
grep -q assay.check/1 piped || fail "nothing came through a pipe"
# a link to what is open already is written through, and stays: this one stands for /dev/stdout, also where it leads
# to a regular file
ln -s /proc/self/fd/1 out.json
run 0 check ../folder -q -o json=out.json
says "PASSED" assay.check/1
[ -L out.json ] || fail "the link to the standard output was replaced"
"$ASSAY" check ../folder -q -o json=out.json | grep -q assay.check/1 || fail "nothing on a piped standard output"
[ -L out.json ] || fail "the link to the standard output was replaced"
[ ! -e /dev/full ] || run 6 check ../folder -o json=/dev/full
mkdir taken.json && : >taken.json/file && run 6 check ../folder -o json=taken.json
[ "$(find . -name '*.tmp')" = "" ] || fail "a part was left behind"
cd ..

# A table in an encoding of its own: the commands that the gap shows make it UTF-8. What Western programs
# wrote is read as it is: names of columns, and the same rows, come to the same as in UTF-8.
mkdir encodings
printf 'name,n\n\223\214\213\236,1\n' >encodings/d.csv
run 1 check encodings
says "gap[data.not-utf8]: d.csv: not UTF-8" "iconv -f WINDOWS-1252 -t UTF-8 FILE > new && mv new FILE"
(cd encodings && iconv -f SHIFT_JIS -t UTF-8 d.csv >new && mv new d.csv)
run 1 check encodings
silent_on "data.not-utf8"
rm encodings/d.csv
printf 'Prénom,n\nJosé,1\nZoë,2\nd\xe2\x80\x99Alembert,3\n' >encodings/utf8.csv
iconv -f UTF-8 -t WINDOWS-1252 encodings/utf8.csv >encodings/western.csv
run 0 list --no-cache -f json encodings
python3 - "$WORK/out" <<'PY' || fail "a table of windows-1252"
import json, sys
utf8, western = (item["facts"] for item in json.load(open(sys.argv[1]))["items"])
encoding = [facts.pop("dataset.encoding")["value"] for facts in (utf8, western)]
assert encoding == ["utf-8", "windows-1252"], encoding
assert western["dataset.column-names"]["value"][0] == "Prénom", western
assert western == utf8, (western, utf8)
PY

# All that a waiver lacks is said at once, with a day that is still to come; a document is not poured onto a terminal.
run 2 waive 7c1e-92ab-04d7
says "a waiver needs an end and a reason" "--until +90d, or --until $(date -u -d '+90 days' +%F); and --reason"
run 2 waive 7c1e-92ab-04d7 --reason "a test"
says "a waiver needs an end"
silent_on "and --reason"
mkdir page
echo words >page/notes.txt
code=0
python3 "$SOURCE/tests/integration/typed.py" -- "$ASSAY" report page >"$WORK/out" || code=$?
[ "$code" = 2 ] || fail "a page of HTML on a terminal: exit code $code"
says "a terminal is no place for this document" "-o FILE writes it, -f text prints the findings"
python3 "$SOURCE/tests/integration/typed.py" -- "$ASSAY" report page -f text >"$WORK/out" || fail "no text on a terminal"
run 0 report page
grep -qi "^<!doctype html" "$WORK/out" || fail "no page in a pipe"
