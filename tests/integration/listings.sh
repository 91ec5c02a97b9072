#!/usr/bin/env bash
# listings.sh - tables on pages of docs/reference that the program itself prints are what it prints.
# A table stands between <!-- assay explain WORD --> and <!-- end -->.
# `listings.sh --update` writes them anew.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

found=0
for page in "$SOURCE"/docs/reference/*.md; do
    while read -r word; do
        found=$((found + 1))
        "$ASSAY" explain "$word" >listing
        awk -v word="$word" '
            $0 == "<!-- end -->" { inside = 0 }
            !inside { print }
            $0 == "<!-- assay explain " word " -->" {
                inside = 1
                while ((getline line <"listing") > 0) print line
            }' "$page" >anew
        [ "${1:-}" != --update ] || cp anew "$page"
        cmp anew "$page" || {
            echo "the table of \"assay explain $word\" on $page is not what it prints: $0 --update" >&2
            exit 1
        }
    done < <(sed -n 's/^<!-- assay explain \(.*\) -->$/\1/p' "$page")
done
[ "$found" -gt 0 ]
