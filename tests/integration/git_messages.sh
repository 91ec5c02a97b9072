#!/usr/bin/env bash
# What is written into a commit or a tag is as public as a file: a token there is a finding of the
# views of history, with the id by which git shows it. Whom git names there is not.
. "$(dirname "$0")/lib.sh"

token="ghp_$(printf IqIMNOZH6z0wIEB4T9A2g4EHMy8Ji40jlb6i)"
git init -q repo && cd repo || exit
echo one >file && git add file
git commit -q -m "mend: ana.lee@mail-7f3kq.org asked for it"
first=$(git rev-parse HEAD)
git commit -q --allow-empty -m "use the token" -m "for now $token does"
second=$(git rev-parse HEAD)
git tag -a v1 -m "made with $token"
tag=$(git rev-parse v1)
git -c advice.nestedTag=false tag -a v2 -m "of a tag" v1 && git tag -d v1 >/dev/null
git update-ref refs/tags/again refs/tags/v2 # each tag is an item once, and one that no ref names as well
echo two >file && git commit -q -a -m "last"

run 1 check --history
says ".git/commit/$second:8:9: critical secret.github-token" ".git/tag/$tag:6:11: critical secret.github-token" "2 critical"
git cat-file -p "$second" | sed -n 8p | cut -c9- | grep -q "^$token" || fail "the place is not that of git cat-file"
run 1 check --history -f markdown
says "git filter-repo --replace-message FILE, of the message that git cat-file -p shows by the id in .git/commit/$second"
grep -q "$token" ../out && fail "the token is repeated"
run 0 list --history -f json
[ "$(jq '.items | length' ../out)" = 4 ] || fail "items of messages that say nothing: $(jq -c '[.items[].path]' ../out)"
jq -e '[.items[].observations[]?.class] | unique == ["secret.github-token"]' ../out >/dev/null || fail "more than secrets is told"

# what others are sent; what stood before is not theirs, and files have no messages
run 1 check --range "$first..HEAD"
says ".git/commit/$second:8:9"
run 0 check --range "$second..HEAD"
echo three >file && git add file
for view in --head --staged "--commit $second"; do
    # shellcheck disable=SC2086
    run 0 list $view
    grep -q '\.git/' ../out && fail "$view tells of messages"
done
true
