#!/usr/bin/env bash
# What a container holds beside its members is searched where it stands: comments and fields of zips.
. "$(dirname "$0")/lib.sh"

cat >put.py <<'END'
import io, struct, sys, zipfile
key = b"aws_access_key_id = AKIAQYLPMN5HFIQR7XYA "
def made(where, big):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        for name in ("a.txt", "b.txt"):
            info = zipfile.ZipInfo(name)
            info.extra = struct.pack("<HHBI", 0x5455, 5, 1, 1767323045)
            if where == "extra":
                info.extra += struct.pack("<HH", 0x7777, len(key)) + key
            if where == "entry":
                info.comment = key
            bundle.writestr(info, b"words\n" * (4000 if big else 1))
        if where == "zip":
            bundle.comment = key
    data = out.getvalue()
    if where == "signature":
        end = data.rindex(b"PK\5\6")
        size = struct.unpack_from("<I", data, end + 12)[0]
        record = b"PK\5\5" + struct.pack("<H", len(key)) + key
        data = data[:end] + record + data[end:end + 12] + struct.pack("<I", size + len(record)) + data[end + 16:]
    return data
open(sys.argv[3], "wb").write(made(sys.argv[1], sys.argv[2] == "big"))
END
for size in small big; do
    python3 put.py nothing "$size" plain.zip
    run 0 check plain.zip
    silent_on "gap[" secret
    for where in extra entry zip signature; do
        python3 put.py "$where" "$size" put.zip
        run 1 check put.zip
        says "put.zip: critical secret.aws-access-key-id"
        silent_on "gap["
        offset=$(grep -abo AKIAQY put.zip | tail -1 | cut -d: -f1)
        [ "$where" = extra ] || [ "$where" = entry ] || says "(byte $offset)"
    done
done
# as a member of a tar, where the zip is spooled
tar -cf put.tar put.zip
run 1 check put.tar
says "put.tar!/put.zip: critical secret.aws-access-key-id"
