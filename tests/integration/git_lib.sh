# git_lib.sh - repositories to be broken, and checks of what is said of them. Sourced behind lib.sh.
# shellcheck shell=bash

make() { # make NAME: a repository with three commits, loose objects only
    git init -q "$1"
    cd "$1" || exit
    mkdir -p d/e
    echo one >a.txt
    echo two >d/b.txt
    echo three >d/e/c.txt
    git add .
    git commit -qm 1
    echo four >a.txt
    git commit -qam 2
    echo five >d/e/c.txt
    git commit -qam 3
    cd "$WORK" || exit
}
loose() { echo ".git/objects/${1:0:2}/${1:2}"; }
# sees BLOB-CONTENT...: the last list -f json names the blob of each content
sees() {
    local text
    for text in "$@"; do
        grep -q "$(printf '%s\n' "$text" | git hash-object --stdin)" "$WORK/out" ||
            fail "the content \"$text\" was not examined"
    done
}
# gap ID VIEW... : list exits with 3 and tells the gap; check calls itself incomplete; allowed, it passes
gap() {
    local id=$1
    shift
    run 3 list "$@"
    says "gap[$id]"
    run 3 check "$@"
    says "gap[$id]" INCOMPLETE "do:" "--allow-gap $id"
    run 0 explain "$id"
    says "What to do"
    run 3 list -f json "$@"
    says "\"id\":\"$id\""
}
# note ID VIEW...: told, and nothing is incomplete
note() {
    local id=$1
    shift
    run 0 list "$@"
    says "note[$id]"
    run 0 check "$@"
    run 0 explain "$id"
    says "This is a note, not a gap."
    run 0 list -f json "$@"
    says "\"notes\":[{\"id\":\"$id\""
}
