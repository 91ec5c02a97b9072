#!/usr/bin/env bash
# Members of a zip of torch that its pickle describes as numbers of two bytes or more are tensors, in which
# nothing is looked for; every other member is searched.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

python3 - <<'EOF'
import struct
import zipfile

NOISE = bytes(range(256)) * 64
TOKEN = b"ghp_" + b"16C7e42F292c6912E7710c838347Ae178B4a"


def storage(kind, key, elements):
    text = lambda t: b"X" + struct.pack("<I", len(t)) + t.encode()
    return (b"(" + text("storage") + f"ctorch\n{kind}\n".encode() + text(key) + text("cpu") +
            b"J" + struct.pack("<i", elements) + b"tQ")


def save(name, kind="FloatStorage", told=None, before=b"", body=NOISE + TOKEN + NOISE, late=False, more=()):
    size = len(body) // {"FloatStorage": 4, "HalfStorage": 2}.get(kind, 1)
    pickle = b"\x80\x02" + before + b"(" + storage(kind, "0", size if told is None else told) + b"l."
    members = [("m/data.pkl", pickle), ("m/version", b"3\n"), ("m/data/0", body), *more]
    with zipfile.ZipFile(name, "w") as out:
        for member in reversed(members) if late else members:
            out.writestr(*member)


save("floats.pt")
save("halves.pt", "HalfStorage")
save("bytes.pt", "ByteStorage")
save("size.pt", told=3)
save("code.pt", before=b"cos\ngetpid\n)R0")
save("late.pt", late=True)
save("text.pt", body=b"github_token = '" + TOKEN + b"' and so on.\n" * 64)
save("beside.pt", body=NOISE, more=[("m/data/1", NOISE + TOKEN + NOISE)])
save("elsewhere.pt", body=NOISE, more=[("n/data/0", NOISE + TOKEN + NOISE)])
EOF

# seen STATUS FILE JOBS: the members in which a token was seen
seen() {
    run "$1" list -f json --no-cache -j "$3" "$2.pt"
    jq -r '.items[] | select(.observations[]?.class == "secret.github-token") | .path | join("!")' out | sort -u | paste -sd' '
}

for jobs in 1 4; do
    for file in floats halves; do
        [ -z "$(seen 0 $file $jobs)" ] || fail "$file: numbers were searched"
    done
    for file in bytes code late text; do
        [ "$(seen 0 $file $jobs)" = "$file.pt!m/data/0" ] || fail "$file: not searched"
    done
    # what the pickle does not tell of is a gap, too
    [ "$(seen 3 size $jobs)" = "size.pt!m/data/0" ] || fail "a member of another size than the pickle tells"
    [ "$(seen 3 beside $jobs)" = "beside.pt!m/data/1" ] || fail "a member that no pickle tells of"
    [ "$(seen 3 elsewhere $jobs)" = "elsewhere.pt!n/data/0" ] || fail "a member of another folder"
done
