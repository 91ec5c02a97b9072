#!/usr/bin/env bash
# columnar.sh - tables that are packed: what stands in their cells is found, with column and row, and what of
# them cannot be read is told while all else is examined.
. "$(dirname "$0")/lib.sh"

cat >make.py <<'PY'
import sys
sys.path.insert(0, sys.argv[1])
from parquet_write import parquet

people = [b"person%d@nordwind-labs.de" % i for i in range(40)]
numbers = [b"%d" % i for i in range(40)]
columns = {b"id": numbers, b"contact": people}
open("people.parquet", "wb").write(parquet(columns, 40))
open("secret.parquet", "wb").write(parquet(columns, 40, encrypted=[b"id"]))
open("footer.parquet", "wb").write(b"PARE" + b"x" * 40 + b"\x10\0\0\0PARE")
open("broken.parquet", "wb").write(parquet(columns, 40, broken=[b"id"]))
open("huge.parquet", "wb").write(parquet(columns, 40, huge=[b"id"]))
open("sum.parquet", "wb").write(parquet(columns, 40, wrong_sum=[b"id"]))
open("short.parquet", "wb").write(parquet(columns, 40)[:-6])


def long(value):
    value = value * 2 if value >= 0 else -value * 2 - 1
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def text(value):
    return long(len(value)) + value


# --- Avro: three blocks of people, the second one broken
schema = b'{"type":"record","name":"r","fields":[{"name":"contact","type":"string"}]}'
sync = b"0123456789abcdef"
blocks = [b"".join(text(person) for person in part) for part in (people[:10], people[10:20], people[20:])]
blocks[1] = b"\xff" * len(blocks[1])
with open("people.avro", "wb") as out:
    out.write(b"Obj\1" + long(1) + text(b"avro.schema") + text(schema) + long(0) + sync)
    for count, block in zip((10, 10, 20), blocks):
        out.write(long(count) + long(len(block)) + block + sync)


# --- TFRecord: a record for each, the checksum of the first one wrong
def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8 & 0xFFFFFFFF).to_bytes(4, "little")


def message(number, body):
    return bytes([number << 3 | 2, len(body)]) + body


with open("people.tfrecord", "wb") as out:
    for row, person in enumerate(people):
        feature = message(1, b"contact") + message(2, message(1, message(1, person)))
        record = message(1, message(1, feature))
        size = len(record).to_bytes(8, "little")
        out.write(size + crc32c(size) + record + (b"\0\0\0\0" if row == 0 else crc32c(record)))
PY
python3 make.py "$SOURCE/tests/integration"

# --- a whole one
mkdir whole && mv people.parquet whole
run 0 list -f json whole
says '"format":"parquet"' '"dataset.rows":{"how":"measured","value":40}' '"value":"parquet_write.py"' '["id","contact"]'
run 1 check --fail-on low whole
says "pii.email" "contact"

# --- what cannot be read is told, and the other column is read all the same
unread() { # FILE ID TEXT
    rm -rf one && mkdir one && cp "$1" one
    printf 'write to other@nordwind-labs.de\n' >one/notes.txt
    run 3 list one
    says "gap[$2]: $1: $3"
    run 3 list -f json one
    says '"name":"contact"' # where the addresses are
    [ "$(grep -o '"class":"pii.email"' out | wc -l)" = 2 ] || fail "$1: not all else was examined"
    run 0 explain "$2"
}
unread secret.parquet data.encrypted "column id: its values are encrypted"
unread broken.parquet data.bad-record "column id: values that cannot be decoded"
unread huge.parquet data.format-unread "column id: a page of 2147483647 bytes"
unread people.avro data.bad-record "block 2: "
unread people.tfrecord data.bad-checksum "record 0: its checksum does not hold"
unread sum.parquet data.bad-checksum "column id: a page whose checksum does not hold"
rm -rf one && mkdir one && cp footer.parquet short.parquet whole/people.parquet one
run 3 list one
says "gap[data.encrypted]: footer.parquet: its footer is encrypted" "gap[data.footer-corrupt]: short.parquet"
run 3 list -f json one
says '"class":"pii.email"'
