#!/usr/bin/env bash
# listings.sh - tables on pages of docs/reference that the program itself prints are what it prints.
# A table stands between <!-- assay explain WORD --> and <!-- end -->; assay policy show FLAGS likewise.
# `listings.sh --update` writes them anew.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

found=0
for page in "$SOURCE"/docs/reference/*.md; do
    while read -r words; do
        found=$((found + 1))
        # shellcheck disable=SC2086  # words of a command
        "$ASSAY" $words >listing
        awk -v words="$words" '
            $0 == "<!-- end -->" { inside = 0 }
            !inside { print }
            $0 == "<!-- assay " words " -->" {
                inside = 1
                while ((getline line <"listing") > 0) print line
            }' "$page" >anew
        [ "${1:-}" != --update ] || cp anew "$page"
        cmp anew "$page" || {
            echo "the table of \"assay $words\" on $page is not what it prints: $0 --update" >&2
            exit 1
        }
    done < <(sed -nE 's/^<!-- assay ((explain|policy show) .*) -->$/\1/p' "$page")
done
[ "$found" -gt 0 ]
