# pointers_lib.sh - what the tests of pointers share: items, gaps and facts that a list tells.
# Sourced behind lib.sh.
# shellcheck shell=bash

# items OPTIONS...: what list -f json says, one item a line: path, kind, format, size
items() {
    "$ASSAY" list -f json "$@" >"$WORK/list.json" 2>"$WORK/err" || [ $? = 3 ] || fail "assay list $*"
    jq -r '.items[] | [(.path | join("!/")), .kind, .format // "", .size] | join(" ")' "$WORK/list.json"
}
# has ITEM OPTIONS...: a list with these options has that line
has() {
    items "${@:2}" >"$WORK/out"
    grep -qxF -- "$1" "$WORK/out" || fail "no item: $1 (${*:2})"
}
# gap ID PATH: the last run, made with -f json, told it
gap() {
    jq -r '.gaps[] | .id + " " + (.path // [] | join("!/"))' "$WORK/out" | grep -qxF -- "$1 $2" ||
        fail "no gap: $1 $2"
}
# fact PATH ID VALUE: the last items() gave the file that fact
fact() {
    [ "$(jq -r --arg p "$1" --arg f "$2" '.items[] | select(.path == [$p]) | .facts[$f].value' "$WORK/list.json")" = "$3" ] ||
        fail "$1: $2 is not $3"
}
