# pointers_lib.sh - what the tests of pointers share: items, gaps and facts that a list tells.
# Sourced behind lib.sh.
# shellcheck shell=bash

# items OPTIONS...: what list -f json says, one item a line: path, kind, format, size; and for fact() what it knows of them
items() {
    "$ASSAY" list -f json "$@" >"$WORK/list.json" 2>"$WORK/err" || [ $? = 3 ] || fail "assay list $*"
    jq -r '.items[] | "item " + ([(.path | join("!/")), .kind, .format // "", .size] | join(" ")),
        (select(.path | length == 1) | .path[0] as $path | .facts // {} | to_entries[] |
        "fact \($path) \(.key) \(.value.value)")' "$WORK/list.json" >"$WORK/told"
    sed -n 's/^item //p' "$WORK/told"
}
# has ITEM OPTIONS...: a list with these options has that line
has() {
    items "${@:2}" >"$WORK/out"
    had "$1"
}
# had ITEM: the list of the last has() or items() has that line too
had() {
    grep -qxF -- "item $1" "$WORK/told" || { cp "$WORK/told" "$WORK/out"; fail "no item: $1"; }
}
# gap ID PATH: the last run, made with -f json, told it
gap() {
    grep -q "\"id\":\"$1\"[^{}]*\"path\":\[\"$2\"\]" "$WORK/out" || fail "no gap: $1 $2"
}
# fact PATH ID VALUE: the last items() gave the file that fact, or where VALUE is null none
fact() {
    local value
    value=$(grep -F -- "fact $1 $2 " "$WORK/told" || true)
    value=${value#"fact $1 $2 "}
    [ "${value:-null}" = "$3" ] || fail "$1: $2 is not $3"
}
