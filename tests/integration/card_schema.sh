#!/usr/bin/env bash
# The published schema of cards, and their reference, name the fields that the program reads.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

fields() { # fields TABLE: the names in one table of card_fields.c
    sed -n "/card_field $1\[\]/,/^};/p" "$SOURCE/src/examine/papers/card_fields.c" |
        sed -nE 's/^ *\{"([a-z-]+)",.*/\1/p'
}

schema=$SOURCE/policies/schemas/card.schema.json
for kind in dataset model; do
    extra=origin
    [ "$kind" = dataset ] || extra=base-model
    { fields "${kind}_fields"; echo kind; echo "$extra"; } | sort >known
    jq -r ".\"\$defs\".$kind.properties | keys[]" "$schema" | sort >published
    diff known published
    while read -r field; do
        grep -qF "\`$field\`" "$SOURCE/docs/reference/card.md" || fail "card.md does not tell $field"
    done <known
    fields "${kind}_fields" | wc -l | grep -qv '^0$'
done
