#!/usr/bin/env bash
# Texts in arrays of NumPy are searched to the end, each once, whatever they are made of: bytes, characters
# of four bytes in either order, fields of a structure; in .npz as well. So are whole numbers, dates and
# fields of numbers, which a person's number may stand in; the array is called as its file is.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

python3 - <<'EOF'
import numpy as np
mails = ["ana.lee%d@mail-7f3kq.org" % i for i in range(12000)]
np.save("bytes.npy", np.array(mails, dtype="S40"))
np.save("little.npy", np.array(mails, dtype="<U40"))
np.save("big.npy", np.array(mails, dtype=">U40"))
np.save("fields.npy", np.array([(i, m) for i, m in enumerate(mails)], dtype=[("id", "i4"), ("mail", "U40")]))
np.savez_compressed("packed.npz", a=np.array(mails))
EOF
run 0 list -f json .
for file in bytes.npy little.npy big.npy fields.npy packed.npz!a.npy; do
    count=$(jq --arg f "$file" '[.items[] | select(.path | join("!") == $f) | .observations[] | select(.class == "pii.email") | .count] | add' out)
    [ "$count" = 12000 ] || fail "$file: $count of 12000 addresses were seen"
done
jq -e '.items[] | select(.path == ["fields.npy"]) | .observations[] | select(.class == "pii.email") | .columns[0].name == "mail"' out >/dev/null ||
    fail "the field is not named"

# --- numbers: bare digits are told by their column
rm -- *.np[yz]
python3 - <<'EOF'
import numpy as np
def card(body):
    digits = [int(d) for d in reversed(str(body))]
    odd = sum(d * 2 - 9 * (d > 4) for d in digits[::2])
    return body * 10 + -(odd + sum(digits[1::2])) % 10
cards = np.array([card(453957876362148 + 7919 * i) for i in range(60)])
ssns = np.array([536904399 + 1009 * i for i in range(60)])
born = np.array(["1950-01-31"] * 60, dtype="M8[D]") + 97 * np.arange(60)
np.save("card_number.npy", cards.astype(">i8"))
np.save("birth_date.npy", born)
np.savez("people.npz", ssn=ssns.astype("u4"), other=np.arange(60))
np.save("one.npy", cards.reshape(-1, 1))
np.save("across.npy", cards.reshape(1, 1, -1))
np.save("between.npy", np.asfortranarray(np.stack([np.arange(60), cards], axis=1)).reshape((60, 1, 2), order="A"))
np.save("rows.npy", np.stack([np.arange(60), cards], axis=1))
np.save("columns.npy", np.asfortranarray(np.stack([np.arange(60), cards], axis=1)))
rows = [(int(s), int(c), b, 52.1 + i / 977, True, [1.0, 2.0]) for i, (s, c, b) in enumerate(zip(ssns, cards, born))]
np.save("record.npy", np.array(rows, dtype=[("ssn", "<u4"), ("card", ">u8"), ("dob", "M8[ns]"), ("lat", "<f8"),
                                            ("ok", "?"), ("v", "<f4", (2,))]))
np.save("phone.npy", np.where(np.arange(60) % 9, 2024567001.0 + 1009 * np.arange(60), np.nan))
np.save("real_cards.npy", np.stack([np.arange(60) / 7, cards.astype("f8")], axis=1))
np.save("far_cards.npy", np.asfortranarray(np.stack([np.arange(9000) / 7, np.resize(cards, 9000).astype("f8")], axis=1)))
np.savez("places.npz", lat=52.1 + np.arange(60) / 977, lon=(4.1 + np.arange(60) / 977).astype("f4"))
np.save("weights.npy", np.arange(6000).reshape(100, 60) / 977)
np.save("image.npy", np.full((60, 60, 3), 4539578763621486))
np.save("objects.npy", np.array([{"a": 1}, None], dtype=object))
np.savez("objects.npz", a=np.array([{"a": 1}, None], dtype=object), b=cards[:1] * 0)
EOF
run 0 list -f json .
seen() { # FILE CLASS COLUMN
    jq -e --arg f "$1" --arg c "$2" --arg n "$3" '.items[] | select(.path | join("!") == $f) | .observations[] |
        select(.class == $c and .confidence != "low" and .columns[0].name == $n)' out >/dev/null || fail "$1: no $2 in $3"
}
seen card_number.npy pii.credit-card card_number
seen birth_date.npy pii.date-of-birth birth_date
seen people.npz!ssn.npy pii.us-ssn ssn
seen one.npy pii.credit-card one
seen across.npy pii.credit-card across
seen between.npy pii.credit-card 'between[1]'
seen rows.npy pii.credit-card 'rows[1]'
seen columns.npy pii.credit-card 'columns[1]'
seen record.npy pii.us-ssn ssn
seen record.npy pii.credit-card card
seen record.npy pii.date-of-birth dob
seen record.npy pii.coordinates lat
jq -e '.items[] | select(.path == ["record.npy"]) | .facts["dataset.column-types"].value == ["integer", "integer", "date", "number", "boolean", "number"]' out >/dev/null ||
    fail "types of fields"
seen phone.npy pii.phone phone
seen real_cards.npy pii.credit-card 'real_cards[1]'
seen far_cards.npy pii.credit-card 'far_cards[1]'
seen places.npz!lat.npy pii.coordinates lat
seen places.npz!lon.npy pii.coordinates lon
jq -e '.items[] | select(.path == ["weights.npy"]) | has("observations") | not' out >/dev/null || fail "weights"
jq -e '.items[] | select(.path == ["image.npy"]) | has("observations") | not' out >/dev/null || fail "an image"

# np.savez() stores objects as they are, so that the zip could be taken for a pickle that does nothing
jq -e '[.items[] | select(.path[0] | startswith("objects")) | .load] | unique == ["clean"]' out >/dev/null || fail "arrays of objects"
