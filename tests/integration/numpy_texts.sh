#!/usr/bin/env bash
# Texts in arrays of NumPy are searched to the end, each once, whatever they are made of: bytes, characters
# of four bytes in either order, fields of a structure; in .npz as well.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

python3 - <<'EOF'
import numpy as np
mails = ["ana.lee%d@mail-7f3kq.org" % i for i in range(50000)]
np.save("bytes.npy", np.array(mails, dtype="S40"))
np.save("little.npy", np.array(mails, dtype="<U40"))
np.save("big.npy", np.array(mails, dtype=">U40"))
np.save("fields.npy", np.array([(i, m) for i, m in enumerate(mails)], dtype=[("id", "i4"), ("mail", "U40")]))
np.savez_compressed("packed.npz", a=np.array(mails))
EOF
run 0 list -f json .
for file in bytes.npy little.npy big.npy fields.npy packed.npz!a.npy; do
    count=$(jq --arg f "$file" '[.items[] | select(.path | join("!") == $f) | .observations[] | select(.class == "pii.email") | .count] | add' out)
    [ "$count" = 50000 ] || fail "$file: $count of 50000 addresses were seen"
done
jq -e '.items[] | select(.path == ["fields.npy"]) | .observations[] | select(.class == "pii.email") | .columns[0].name == "mail"' out >/dev/null ||
    fail "the field is not named"
