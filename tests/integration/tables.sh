#!/usr/bin/env bash
# Databases as assay sees them: rows, people in them, what was deleted, and what is broken.
. "$(dirname "$0")/lib.sh"

# fact NAME FILE...: its value in an inventory of one item
fact() {
    local name=$1
    shift
    run 0 list --no-cache -f json "$@"
    python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["items"][0]["facts"][sys.argv[2]]["value"])' "$WORK/out" "$name"
}

# make FILE SQL: a database, by Python's library
make() {
    python3 - "$@" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("pragma secure_delete=off")
db.executescript(sys.argv[2])
db.close()
PY
}

mkdir data
make data/people.db "create table people(id integer primary key, mail text);
insert into people(mail) values ('jane.roe@mailbox.org'), ('joe.bloggs@posteo.de'), ('a.person@fastmail.com');"
[ "$(fact dataset.rows data/people.db)" = 3 ] || fail "rows of a database"
run 0 list --no-cache -f json data/people.db
python3 - "$WORK/out" <<'PY' || fail "people in a column of a database"
import json, sys
seen = json.load(open(sys.argv[1]))["items"][0]["observations"]
mail = [o for o in seen if o["class"] == "pii.email"]
assert mail and mail[0]["columns"] == [{"name": "mail", "count": 3}], seen
assert mail[0]["confidence"] == "high", mail
PY

# Texts in UTF-16, which no pattern of bytes sees; and a row that was deleted.
make data/wide.db "pragma encoding='UTF-16le'; create table t(mail text);
insert into t values ('jane.roe@mailbox.org');"
make data/gone.db "create table t(a, mail text); insert into t values (1, 'jane.roe@mailbox.org');
delete from t;"
for name in wide gone; do
    run 0 list --no-cache -f json data/$name.db
    says '"class":"pii.email"'
done

# A damaged tree is told at its place, and the other table and file are read all the same.
make data/bad.db "pragma page_size=512; create table one(a); insert into one values (1), (2);
create table two(mail text); insert into two values ('jane.roe@mailbox.org');"
printf '\007' | dd of=data/bad.db bs=1 seek=512 conv=notrunc status=none
run 1 check --no-cache data
says data.bad-record bad.db "table one"
run 3 list --no-cache -f json data
python3 - "$WORK/out" <<'PY' || fail "what is beside the damage"
import json, sys
found = json.load(open(sys.argv[1]))
items = {item["path"][-1]: item for item in found["items"]}
assert items["bad.db"]["facts"]["dataset.tables"]["value"] == ["one", "two"]
assert any(o["class"] == "pii.email" for o in items["bad.db"]["observations"])
assert items["people.db"]["facts"]["dataset.rows"]["value"] == 3
gaps = [gap for gap in found["gaps"] if gap["id"] == "data.bad-record"]
assert [(gap["path"][-1], gap["offset"]) for gap in gaps] == [("bad.db", 512)], found["gaps"]
PY

# Pages that are not in the database yet.
python3 - <<'PY'
import shutil, sqlite3
db = sqlite3.connect("data/live.db")
db.execute("pragma journal_mode=wal")
db.execute("create table t(mail text)")
db.execute("insert into t values ('jane.roe@mailbox.org')")
db.commit()
shutil.copy("data/live.db-wal", "data/copy.db-wal")
PY
run 3 list --no-cache -f json data/copy.db-wal
says data.format-unread '"class":"pii.email"'
