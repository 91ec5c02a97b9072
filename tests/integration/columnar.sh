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
open("short.parquet", "wb").write(parquet(columns, 40)[:-6])
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
rm -rf one && mkdir one && cp footer.parquet short.parquet whole/people.parquet one
run 3 list one
says "gap[data.encrypted]: footer.parquet: its footer is encrypted" "gap[data.footer-corrupt]: short.parquet"
run 3 list -f json one
says '"class":"pii.email"'
