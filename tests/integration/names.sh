#!/usr/bin/env bash
# names.sh - names that lie to a terminal, a log or a parser: kept byte by byte, shown escaped in
# everything that is text, and the same in every locale, on disk, in git, in tar and in zip.
. "$(dirname "$0")/lib.sh"

python3 - "$WORK" <<'END'
import io, os, sys, tarfile, zipfile
work = os.fsencode(sys.argv[1])
hostile = [
    b"line\nbreak.csv", b"escape\x1b[2J\x1b[31m.csv", "turned\u202evsc.exe".encode(), b"high\xff\xfe.csv",
    b"-rf.csv", b"::error file=a.c::pwned.csv", b"first\n::error file=a.c::pwned.csv", b"##[error]pwned.csv",
    b"percent%0A::error::pwned.csv", b"carriage\rreturn.csv", "zero\u200bwidth.csv".encode(), b"tab\there.csv",
    b"<script>alert(1)</script>.csv", b"quote\"and'tick`.csv", b"back\\slash.csv", b" blank .csv", b"\x7f\x80\x9b.csv",
]
os.makedirs(work + b"/tree/d")
content = b"n,square\n1,1\n2,4\n"
for name in hostile:
    safe = name.replace(b"/", b"_")
    with open(work + b"/tree/d/" + safe, "wb") as f:
        f.write(content + safe.hex().encode() + b",0\n")
names = [b"d/" + n.replace(b"/", b"_") for n in hostile]
with tarfile.open(work + b"/names.tar", "w", format=tarfile.PAX_FORMAT, encoding="utf-8", errors="surrogateescape") as t:
    for n in names + [b"d/" + b"x" * 250 + b"/" + b"/".join([b"y" * 250] * 15) + b"/long.csv"]:
        info = tarfile.TarInfo(os.fsdecode(n))
        data = content + n[2:].hex().encode()[:200] + b",0\n"
        info.size = len(data)
        t.addfile(info, io.BytesIO(data))
open(work + b"/wanted", "wb").write(b"".join(n.hex().encode() + b"\n" for n in sorted(names)))
END

# wanted OPTIONS: the raw bytes of every name below d/, out of the JSON, are those that were made
wanted() {
    "$ASSAY" list -f json "$@" >"$WORK/list.json" 2>"$WORK/err" || [ $? = 3 ] || fail "assay list $*"
    python3 - "$WORK/list.json" <<'END' >"$WORK/got"
import base64, json, sys
def raw(item):
    if "path_b64" in item:
        return base64.b64decode(item["path_b64"][-1])
    return item["path"][-1].encode()
names = sorted(raw(i) for i in json.load(open(sys.argv[1]))["items"])
for n in names:
    if n.startswith(b"d/") and len(n) < 200:
        print(n.hex())
END
    cmp "$WORK/wanted" "$WORK/got" || fail "other names than were made: $*"
}

cd tree && git init -q . && git add -A && git commit -qm names && cd ..
wanted tree
cp "$WORK/list.json" "$WORK/tree.json"
wanted -C tree --history
wanted -C tree --head
wanted names.tar
if "$ASSAY" list names.tar | grep -q 'long.csv'; then :; else fail "a name of 4000 bytes is lost"; fi

# The same bytes out in every locale that a machine may have.
formats=(text json sarif gitlab junit markdown github)
for format in "${formats[@]}"; do
    LC_ALL=C.UTF-8 "$ASSAY" check -f "$format" names.tar >"$WORK/$format.one" 2>/dev/null || true
done
# the ends of lines tell how long it took, and other locales draw other dots
sed -i '/^examined /d;s/ · / - /g' "$WORK"/*.one
for locale in C POSIX C.UTF-8 xx_XX.none; do
    LC_ALL=$locale "$ASSAY" list -f json tree >"$WORK/again.json"
    cmp "$WORK/tree.json" "$WORK/again.json" || fail "another inventory under LC_ALL=$locale"
    for format in "${formats[@]}"; do
        LC_ALL=$locale "$ASSAY" check -f "$format" names.tar >"$WORK/$format.two" 2>/dev/null || true
    done
    sed -i '/^examined /d;s/ · / - /g' "$WORK"/*.two
    for format in "${formats[@]}"; do
        cmp "$WORK/$format.one" "$WORK/$format.two" || fail "another $format under LC_ALL=$locale"
    done
done

# Nothing that is text holds a raw byte of them: no control character but the ends of lines, no mark
# that turns the line round, nothing that is not UTF-8, no line that a CI would take for a command.
for target in tree names.tar "-C tree --history"; do
    for format in ndjson "${formats[@]}"; do
        # shellcheck disable=SC2086
        "$ASSAY" check -v -f $format $target >"$WORK/shown.$format" 2>"$WORK/said.$format" || true
    done
    python3 - "$WORK" ndjson "${formats[@]}" <<'END' || fail "a report of $target shows names raw"
import re, sys
for format in sys.argv[2:]:
    for path in f"{sys.argv[1]}/shown.{format}", f"{sys.argv[1]}/said.{format}":
        text = open(path, "rb").read().decode("utf-8")  # anything else fails
        marks = "" if "json" in format or format in ("sarif", "gitlab") else "\u200b-\u200f\u202a-\u202e\u2066-\u2069"
        bad = re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f" + marks + "]", text)  # JSON holds the name itself
        if bad:
            sys.exit(f"{path}: {bad.group()!r} in {text[max(0, bad.start() - 60):bad.end() + 20]!r}")
        for line in text.split("\n"):
            if format != "github" and line.lstrip().startswith("::"):
                sys.exit(f"a line that is a command: {line!r}")
            if format == "github" and line.startswith("::") and "pwned" in line.split("::")[1]:
                # a name stands in a property, where : and , are escaped, or behind the second ::
                if re.search(r"file=[^,:]*::error", line):
                    sys.exit(f"a name that ends the command: {line!r}")
END
    # shellcheck disable=SC2086
    "$ASSAY" list $target >"$WORK/out" 2>"$WORK/err" || true
    LC_ALL=C grep -q $'\x1b\|\xe2\x80\xae\|\xff\|\r' "$WORK/out" && fail "list shows names raw"
done

# A link's own text is a name too, and gaps carry path_b64 as items do.
mkdir links && ln -s $'to\x1b[31m\xff' $'links/from\xff' && mkfifo $'links/pipe\xff\n'
run 3 check -f json links
jq -e '.gaps[] | select(.id == "file.special") | .path_b64 == ["cGlwZf8K"]' "$WORK/out" >/dev/null ||
    fail "a gap has no path_b64"
"$ASSAY" list -f json links >"$WORK/list.json" || true
jq -e '.items[] | select(.type == "symlink") | .path_b64 == ["ZnJvbf8="] and .link_b64 == "dG8bWzMxbf8="' "$WORK/list.json" >/dev/null ||
    fail "a link has no link_b64"

# A target named with a dash is given behind --, and "./".
mkdir ./-tree && cp tree/d/-rf.csv ./-tree/
run 1 check -- -tree
run 1 check ./-tree

# JSON lets U+009B and U+202E stand as they are: to a terminal they are escapes, to all else the
# canonical bytes.
mkdir acts
python3 -c 'open("acts/a\u009b31mb\u202ec\u007fd\U000e0041.csv", "w").write("n\n1\n")'
PYTHONPATH=$SOURCE/tests/integration python3 - "$ASSAY" <<'END' || fail "a terminal was given something to act on"
import json, os, re, sys
from terminal import start
assay = sys.argv[1]
for words in (["list", "-f", "json"], ["check", "-f", "json"], ["check", "-f", "ndjson"], ["check", "-f", "sarif"],
              ["report", "-f", "assessment"]):
    shown = b""
    pid, master = start([assay, *words, "--progress", "never", "acts"])
    while True:
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        if not data:
            break
        shown += data
    os.waitpid(pid, 0)
    text = shown.decode().replace("\r\n", "\n")
    if re.search("[\x7f-\x9f\u202e\U000e0041]", text):
        sys.exit(f"{words}: {text!r}")
    piped = os.popen(" ".join([assay, *words, "acts", "2>/dev/null"])).read()
    for one, other in zip(text.strip().split("\n"), piped.strip().split("\n"), strict=True):
        if json.loads(one) != json.loads(other) and words[0] != "report":
            sys.exit(f"{words}: another document")
    if words[0] == "list" and "\u009b" not in piped:
        sys.exit("the canonical bytes changed")
END
