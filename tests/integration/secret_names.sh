#!/usr/bin/env bash
# A token that a file, a folder or a member of an archive is called by is told, masked, and said to
# stand in the name: of each item with the name alone, whatever else has the same bytes, and from a
# cache as well. Names of people are not looked for, nor words and digests that are no token.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

github="ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)"
amazon="AKIA$(printf Q3EGZ5RT7VWX2KLM)"

# seen PATH: the classes that its name holds, with their counts
seen() {
    jq -r --arg p "$1" '.items[] | select(.path | join("!") == $p) | .observations[]?
        | select((.detail // "") | startswith("its name holds ")) | "\(.class) \(.count) \(.places | length)"' out
}
expect() {
    [ "$(seen "$1")" = "$2" ] || { cat out; fail "$1: $(seen "$1") instead of $2"; }
}

mkdir -p box/"key-$github"
echo same >box/"$github.txt"
echo same >box/plain.txt
echo "$github" >box/"twice_$github"
echo a,b >box/"backup_${amazon}_old.csv"
echo one >box/"key-$github/a.txt"
echo two >box/"key-$github/b.txt"
echo x >box/jane.doe@acme-corp.com.txt
echo x >box/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
echo x >box/InternationalizationOfDocuments20260101.txt
(cd box && zip -q members.zip "key-$github/a.txt" plain.txt)

run 0 list -f json box
expect "$github.txt" "secret.github-token 1 0"
expect plain.txt ""
expect "twice_$github" "secret.github-token 1 0"
expect "backup_${amazon}_old.csv" "secret.aws-access-key-id 1 0"
expect "key-$github/a.txt" "secret.github-token 1 0"
expect "key-$github/b.txt" "" # the folder's first item tells
expect "members.zip!key-$github/a.txt" "secret.github-token 1 0"
for name in jane.doe@acme-corp.com.txt 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 \
    InternationalizationOfDocuments20260101.txt members.zip; do
    expect "$name" ""
done
jq -e --arg p "twice_$github" '.items[] | select(.path == [$p]) | .observations
    | map(.detail // "") == ["", "its name holds gh..6i"]' out >/dev/null || fail "what its bytes hold is told no more"
run 1 check box
grep -qF "$github.txt: critical secret.github-token: 1 github token credential; its name holds gh..6i " out ||
    { cat out; fail "a finding does not say that it is the name"; }

# What a file held when it was read before says nothing of what it is called now.
git init -q repo
(
    cd repo
    echo same >plain.txt
    git add . && git commit -qm one
    "$ASSAY" list --history >/dev/null
    git mv plain.txt "$github.txt" && git commit -qm two
)
run 0 list --history -f json repo
expect "$github.txt" "secret.github-token 1 0"
expect plain.txt ""
