#!/usr/bin/env bash
# A small file costs little, whatever it claims: tables of more columns or rows than it can hold, the same
# part named again and again, letters that lead back to where they were looked at. What was not read is told.
. "$(dirname "$0")/lib.sh"

# Sanitizers take memory that no limit of a process allows.
limit="ulimit -v 4000000"
! nm -D "$ASSAY" 2>/dev/null | grep __asan >/dev/null || limit=true

# cheap CODE WORDS...: as run, and in seconds and memory that such files may take
cheap() {
    local want=$1 code=0
    shift
    ($limit && exec timeout --signal=KILL 60 "$ASSAY" "$@") >"$WORK/out" 2>"$WORK/err" </dev/null || code=$?
    [ "$code" = "$want" ] || fail "assay $*: exit code $code, wanted $want"
}

# --- pickles
cat >pickles.py <<'END'
import struct

def glob(module, name): return b"c%s\n%s\n" % (module.encode(), name.encode())
def text(value): return b"X" + struct.pack("<I", len(value)) + value.encode()
def number(value):
    size = value.bit_length() // 8 + 1
    return b"\x8a" + bytes([size]) + value.to_bytes(size, "little", signed=True)
def many(*values): return b"(" + b"".join(values) + b"t"
def dtype(letters, width):
    return (glob("numpy", "dtype") + text(letters) + b"\x89\x88\x87R" +
            many(number(3), text("<"), b"NNN", number(width), number(1), number(0)) + b"b")
def array(shape, letters, width, data):
    made = glob("numpy.core.multiarray", "_reconstruct") + glob("numpy", "ndarray") + number(0) + b"\x85C\x01b\x87R"
    return made + many(number(1), many(*map(number, shape)), dtype(letters, width), b"\x89", data) + b"b"
def places(count, name=b"N"):
    return (glob("pandas.core.indexes.base", "_new_Index") + glob("pandas.core.indexes.range", "RangeIndex") + b"}(" +
            text("name") + name + text("start") + number(0) + text("stop") + number(count) + text("step") +
            number(1) + b"u\x86R")
def block(values, count):
    return (glob("pandas._libs.internals", "_unpickle_block") + values + glob("builtins", "slice") + number(0) +
            number(count) + number(1) + b"\x87R" + number(2) + b"\x87R")
def frame(columns, rows, *blocks):
    manager = glob("pandas._libs.internals", "BlockManager") + many(*blocks) + b"](" + columns + rows + b"e\x86R"
    return (b"\x80\x05" + glob("pandas.core.frame", "DataFrame") + b")\x81}" + text("_mgr") + manager + b"sb.")
def record(name, value): return b"}(" + text("name") + text(name) + text("tags") + value + b"u"

MANY = 1 << 40
SEEN = text("ana.lee@mail-7f3kq.org")
open("whole.pkl", "wb").write(frame(places(1), places(3), block(array([1, 3], "i8", 8, b"C\x18" + bytes(24)), 1)))
open("columns.pkl", "wb").write(frame(places(MANY), places(0), block(array([MANY, 0], "i8", 8, b"C\x00"), MANY)))
open("rows.pkl", "wb").write(frame(places(0), places(1 << 60, text("id"))))
open("texts.pkl", "wb").write(frame(places(1), places(1 << 60), block(array([1, 1 << 60], "S1", 1, text("x")), 1)))

first = b"\x80\x04](" + b"".join(record(f"n{i}", number(i)) for i in range(12)) + record("last", b"]q\x07") + b"e"
then = b"(" + record("next", number(1))
open("records.pkl", "wb").write(first + then + b"e.")
open("late.pkl", "wb").write(first + b"h\x07" + SEEN + b"a0" + then + b"e.") # filled when its row was read
open("taken.pkl", "wb").write(first + then + SEEN + b"0e.")
END
python3 pickles.py
for file in whole records; do
    cheap 0 list --no-cache $file.pkl
done
for file in columns rows texts; do
    cheap 3 list --no-cache $file.pkl
    grep -qE 'gap\[(data.format-unread|model.invalid)\]: '$file out err || fail "$file: what was not read is not told"
done
for file in late taken; do # what is in no cell is searched as a text
    cheap 0 list --no-cache -v $file.pkl
    grep -q pii.email out || fail "$file: a text was not searched"
done

# --- a graph whose tables share a chain that leads to one constant
python3 - <<'END'
def number(value):
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])
def field(tag, value):
    if isinstance(value, int):
        return number(tag << 3) + number(value)
    value = value if isinstance(value, bytes) else value.encode()
    return number(tag << 3 | 2) + number(len(value)) + value
def message(*fields):
    return b"".join(field(*each) for each in fields)
def node(name, kind, *fields): return (1, message((1, name), (2, kind), *fields))
def attr(key, *value): return (5, message((1, key), (2, message(*value))))
HALF = 8000
nodes = [node("p0", "Const", attr("dtype", (6, 7)), attr("value", (8, message((1, 7), (2, b""), (8, "/etc/passwd")))))]
nodes += [node(f"p{i + 1}", "Identity", (3, f"p{i}"), attr("T", (6, 7))) for i in range(HALF)]
nodes += [node(f"t{i}", "InitializeTableFromTextFileV2", (3, "h"), (3, f"p{HALF}")) for i in range(HALF)]
open("chain.pb", "wb").write(message(*nodes, (4, message((1, 1286)))))
END
seconds=$SECONDS
cheap 0 list --no-cache chain.pb
says "[load: dangerous]"
[ $((SECONDS - seconds)) -lt 8 ] || fail "tables that share a chain of nodes take $((SECONDS - seconds)) s"

# --- statements of a dump, each for a table of many long names
python3 - <<'END'
names = ", ".join(f"{'n' * 120}{i:04} int" for i in range(1000))
with open("rows.sql", "w") as out:
    out.write(f"CREATE TABLE t ({names});\n")
    out.write("INSERT INTO t VALUES(1);\n" * 200000)
END
seconds=$SECONDS
cheap 0 list --no-cache rows.sql
[ $((SECONDS - seconds)) -lt 20 ] || fail "statements without names take $((SECONDS - seconds)) s"

# --- runs of letters that a sign in front of '/' joins, the first of them no text
printf '{"a": "dGhpcyBpcyBzb21lIHRleHQhISEgLgABAgMEBQYHCAkKCwwN\\/dGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcw"}\n' >slash.json
cheap 0 list --no-cache slash.json

# --- a text too large for a YAML, with a tag that makes objects
python3 -c 'print("line\n" * 4000000 + "a: !!python/object/apply:os.system [id]")' >large.cfg
cheap 3 list --no-cache large.cfg
says "gap[model.invalid]: large.cfg" "a tag that makes objects stands in it"
