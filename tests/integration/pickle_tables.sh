#!/usr/bin/env bash
# A table in a pickle is one like any other: frames and series of pandas, arrays of NumPy, lists of records
# and columns by name, in every protocol, by joblib and its compressions, tell the same rows, columns, types
# and sums as a CSV of the same rows, and the same findings by column. What was fitted is no table.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
python3 -c "import pandas, joblib, sklearn" 2>/dev/null || { echo "skipped: no pandas, joblib or scikit-learn"; exit 77; }

cat >frames.py <<'EOP'
import datetime, decimal, json, os, pickle, sys
import joblib, numpy as np, pandas as pd

def card(body):
    digits = [int(d) for d in reversed(str(body))]
    odd = sum(d * 2 - 9 * (d > 4) for d in digits[::2])
    return body * 10 + -(odd + sum(digits[1::2])) % 10

N = 60
df = pd.DataFrame({
    "patient_name": [f"{a} {b}" for a, b in zip(["Anna", "Peter", "Maria", "Hans", "Julia"] * 12, ["Weber", "Meyer", "Wagner"] * 20)],
    "ssn": ["%03d-%02d-%04d" % (100 + 7 * i, 1 + i, 1001 + 97 * i) for i in range(N)],
    "ssn_number": [536904399 + 1009 * i for i in range(N)],
    "card_number": [card(453957876362148 + 7919 * i) for i in range(N)],
    "phone": ["(202) %03d-%04d" % (210 + 11 * i, 1000 + 89 * i) for i in range(N)],
    "email": ["ana.lee%d@mail-7f3kq.org" % i for i in range(N)],
    "birth_date": pd.to_datetime("1950-01-31") + pd.to_timedelta(97 * np.arange(N), unit="D"),
    "score": [None if i % 9 == 0 else i / 8 for i in range(N)],
    "ok": [i % 3 == 0 for i in range(N)],
    "state": pd.Categorical([["NY", "CA", None][i % 3] for i in range(N)]),
    "größe": pd.array([None if i % 5 == 0 else i for i in range(N)], dtype="Int64"),
})
df.to_csv("base.csv", index=False)
os.mkdir("same"), os.mkdir("findings")
for p in range(6):
    df.to_pickle(f"same/frame{p}.pkl", protocol=p)
    pickle.dump({k: list(v) for k, v in df.to_dict("list").items()}, open(f"same/columns{p}.pkl", "wb"), protocol=p)
    pickle.dump(df.to_dict("records"), open(f"same/records{p}.pkl", "wb"), protocol=p)
for ending in ["gz", "bz2", "xz", "zip"]:
    df.to_pickle(f"same/packed.pkl.{ending}")
joblib.dump(df, "same/plain.joblib")
for method in ["zlib", "gzip", "bz2", "xz", "lzma"]:
    joblib.dump(df, f"same/{method}.joblib", compress=(method, 3))
pickle.dump([tuple(df.columns)] + [tuple(r.values()) for r in df.to_dict("records")], open("same/rows.pkl", "wb"))
df.astype({"ssn": "string"}).to_pickle("same/strings.pkl")
pd.DataFrame(df, columns=list(df.columns)).copy().to_pickle("same/copied.pkl")

df.set_index("ssn").to_pickle("findings/index.pkl")
df.set_index(["ssn", "email"]).to_pickle("findings/levels.pkl")
df.assign(state=pd.Categorical(df["größe"])).to_pickle("findings/labels.pkl") # that have a mask of their own
pickle.dump({"train": df, "note": "x"}, open("findings/inside.pkl", "wb"))
pickle.dump((df, 1), open("findings/pair.pkl", "wb"))
os.mkdir("inside")
people = [{"ssn": r.ssn, "email": r.email, "birth_date": r.birth_date.date(), "tags": ["a", "b"]} for r in df.itertuples()]
people[3].pop("email")
apart = lambda rows: [json.loads(json.dumps(row)) for row in rows] # as lines of JSON are read: each has texts of its own for keys
pickle.dump({"train": apart({"ssn": r.ssn, "email": r.email} for r in df.itertuples())}, open("findings/apart.pkl", "wb"))
for p in range(6):
    pickle.dump({"note": "x", "train": people, "n": 3}, open(f"inside/records{p}.pkl", "wb"), protocol=p)
    pickle.dump({"data": {"train": people}}, open(f"inside/deeper{p}.pkl", "wb"), protocol=p)
    pickle.dump({"rows": [("ssn", "email", "birth_date")] + [(r["ssn"], r.get("email"), r["birth_date"]) for r in people]},
                open(f"inside/tuples{p}.pkl", "wb"), protocol=p)
    pickle.dump([("ssn", "email", "birth_date")] + [(r["ssn"], r.get("email", ""), r["birth_date"]) for r in people],
                open(f"inside/alone{p}.pkl", "wb"), protocol=p)
from sklearn.linear_model import LinearRegression
model = LinearRegression()
model.notes_, model.seen_ = ["n%d" % i for i in range(2000)], df
pickle.dump(model, open("findings/model.pkl", "wb"))
joblib.dump(model, "findings/model.joblib", compress=3)

os.mkdir("alone")
for column in ["ssn_number", "card_number", "birth_date", "ssn"]:
    for p in range(6):
        pickle.dump(df[column], open(f"alone/{column}.series{p}.pkl", "wb"), protocol=p)
        pickle.dump(df[column].to_numpy(), open(f"alone/{column}.array{p}.pkl", "wb"), protocol=p)
    joblib.dump(df[column].to_numpy(), f"alone/{column}.joblib")
pickle.dump(np.array(list(df.ssn)), open("alone/ssn.wide.pkl", "wb"))
np.save("alone/ssn.objects.npy", df.ssn.to_numpy(), allow_pickle=True)
pickle.dump(df[["ssn", "ssn_number"]].to_records(index=False), open("alone/ssn.records.pkl", "wb"))

big = pd.DataFrame(np.arange(300 * 70).reshape(300, 70), columns=[f"c{i}" for i in range(70)])
big["c3"] = big["c3"] / 7
odd = pd.DataFrame({
    "名": [None if i % 4 == 0 else "ä" * (i % 9) for i in range(50)],
    "when": [pd.NaT if i % 7 == 0 else pd.Timestamp(2020, 1, 1 + i % 28, i % 24) for i in range(50)],
    "price": [decimal.Decimal("%d.25" % i) for i in range(50)],
    "day": [datetime.date(2001, 1 + i % 12, 1 + i % 28) for i in range(50)],
    "at": [datetime.datetime(2001, 1 + i % 12, 1 + i % 28, 3, 4, 5, i) for i in range(50)],
    "yes": [True, None] * 25, "small": np.arange(50).astype("i1"), "half": np.linspace(0, 1, 50).astype("f4")})
for name, frame in {"big": big, "odd": odd, "one": df.iloc[:1], "none": df.iloc[:0]}.items():
    os.mkdir(name)
    frame.to_csv(f"{name}/base.csv", index=False)
    for p in (0, 2, 4, 5):
        frame.to_pickle(f"{name}/frame{p}.pkl", protocol=p)
    joblib.dump(frame, f"{name}/frame.joblib")

os.mkdir("not")
pickle.dump({"weights": np.ones((20, 3)), "bias": np.ones(20)}, open("not/weights.pkl", "wb"))
pickle.dump({"mean": np.ones(20), "scale": np.ones(20)}, open("not/scaler.pkl", "wb"))
pickle.dump([{"lr": 0.1, "params": [1, 2]}, {"lr": 0.2, "params": [3]}], open("not/settings.pkl", "wb"))
pickle.dump({"state": {}, "param_groups": [{"lr": 0.1, "params": [1, 2]}, {"lr": 0.2, "params": [3]}]}, open("not/optimizer.pkl", "wb"))
pickle.dump({"boxes": [(1, 2.5, 3, 4)] * 20, "layers": [{"w": np.ones(2)}, {"w": np.ones(3)}]}, open("not/boxes.pkl", "wb"))
pickle.dump(["a", "b", "c"] * 20, open("not/words.pkl", "wb"))
EOP
python3 frames.py

export ASSAY_FACTS='[.facts | to_entries[] | select(.key | IN("dataset.rows", "dataset.columns", "dataset.column-names",
    "dataset.column-types", "dataset.column-nulls", "dataset.column-distinct", "dataset.column-minimum", "dataset.column-maximum",
    "dataset.row-sketch", "dataset.value-sketch", "dataset.duplicate-rows")) | {(.key): .value.value}] | add'
SEEN='[.observations // [] | .[] | {class, confidence, count, columns: [.columns // [] | .[].name] | sort}] | sort'
run 0 list --no-cache -f json .
# same BASE FOLDER: every table of the folder tells what the CSV does
same() {
    jq -c --arg base "$1" --arg in "$2/" "(.items[] | select(.path == [\$base]) | {facts: $ASSAY_FACTS, seen: $SEEN}) as \$want |
        .items[] | select((.path[0] | startswith(\$in)) and .format == \"pickle\") |
        {path: .path, kind: .kind, load: .load, same: ({facts: $ASSAY_FACTS, seen: $SEEN} == \$want)}" out >same.json
    [ -s same.json ] || fail "$2: nothing was read"
    jq -s -e 'all(.same and .kind == "dataset" and .load == "clean")' same.json >/dev/null ||
        fail "$2: another table than $1: $(jq -c 'select((.same and .kind == "dataset" and .load == "clean") | not) | .path' same.json)"
}
same base.csv same
for name in big odd one none; do same "$name/base.csv" "$name"; done
[ "$(jq -s '.[0].gaps | length' out)" = 0 ] || fail "gaps: $(jq -c .gaps out)"

# --- columns by another name, or alone
jq -r '.items[] | .path[0] as $f | .observations // [] | .[] | select(.confidence == "high") | .class as $c |
    .columns // [] | .[] | "\($f) \($c) \(.name)"' out >columns
seen() { # PATH CLASS COLUMN
    grep -qxF "$1 $2 $3" columns || fail "$1: no $2 in $3"
}
for file in index levels labels; do seen findings/$file.pkl pii.us-ssn ssn; done
seen findings/levels.pkl pii.email email
seen findings/inside.pkl pii.credit-card train.card_number
seen findings/model.pkl pii.us-ssn seen_.ssn
seen findings/apart.pkl pii.us-ssn train.ssn
jq -e '.items[] | select(.path == ["findings/apart.pkl"]) | .facts["dataset.column-names"].value == ["train.ssn", "train.email"]' out >/dev/null ||
    fail "keys of records that were made apart"
jq -e '.items[] | select(.path == ["findings/model.pkl"]) | .kind == "model" and .load == "clean" and
    ([.observations[] | select(.class == "pii.email") | .count] == [60])' out >/dev/null || fail "a frame that a model keeps"
[ "$(jq '[.items[] | select(.path[0] == "findings/model.joblib") | .observations // [] | .[] | select(.class == "pii.us-ssn" and .confidence == "high")] | length' out)" = 1 ] ||
    fail "a frame that a packed model keeps"
seen findings/pair.pkl pii.date-of-birth 0.birth_date
for way in series0 series1 series2 series3 series4 series5 array0 array1 array2 array3 array4 array5; do
    seen alone/ssn_number.$way.pkl pii.us-ssn ssn_number
    seen alone/card_number.$way.pkl pii.credit-card card_number
    seen alone/birth_date.$way.pkl pii.date-of-birth birth_date
    seen alone/ssn.$way.pkl pii.us-ssn ssn
done
for column in "ssn_number pii.us-ssn" "card_number pii.credit-card" "birth_date pii.date-of-birth" "ssn pii.us-ssn"; do
    seen "alone/${column% *}.joblib" "${column#* }" "${column% *}"
done
seen alone/ssn.wide.pkl pii.us-ssn ssn
seen alone/ssn.objects.npy pii.us-ssn ssn
seen alone/ssn.records.pkl pii.us-ssn ssn_number

# --- lists of records and of rows inside of a dictionary, and rows that come one by one
jq -r '.items[] | select((.path[0] | startswith("inside/")) and .kind == "dataset" and .load == "clean" and
    .facts["dataset.rows"].value == 60 and ([.observations // [] | .[] | select(.confidence == "high") |
    {(.class): [.count, (.columns[0].name | split(".") | last)]}] | add) == {"pii.date-of-birth": [60, "birth_date"],
    "pii.email": [59, "email"], "pii.us-ssn": [60, "ssn"]}) | .path[0]' out >inside.names
for p in 0 1 2 3 4 5; do
    for way in records deeper tuples alone; do
        grep -qxF "inside/$way$p.pkl" inside.names ||
            fail "inside/$way$p.pkl: $(jq -c --arg f "inside/$way$p.pkl" '.items[] | select(.path[0] == $f)' out)"
    done
done
jq -e '[.gaps[] | select(.path[0] | startswith("inside/"))] == []' out >/dev/null || fail "gaps: $(jq -c .gaps out)"

# --- each cell counts once, wherever it stands
[ "$(jq '[.items[] | select(.path[0] == "findings/levels.pkl") | .observations[] | select(.class == "pii.email") | .count] | add' out)" = 60 ] ||
    fail "addresses in levels were counted twice"

# --- no tables
jq -e '[.items[] | select(.path[0] | startswith("not/")) | .kind] | unique == ["model"]' out >/dev/null || fail "a table of what is none"

# --- a class that is not read is said, and no green result
python3 - <<'EOP'
import pandas as pd
pd.DataFrame({"a": [1, 2], "span": pd.arrays.IntervalArray.from_breaks([0, 1, 2])}).to_pickle("unread.pkl")
pd.DataFrame({"a": [1, 2], "x": [object(), object()]}).to_pickle("unknown.pkl")
EOP
run 3 list --no-cache -f json unread.pkl
jq -e '.gaps | any(.id == "data.format-unread")' out >/dev/null || fail "a column that was not read is not told"
run 3 list --no-cache -f json unknown.pkl
jq -e '.gaps | any(.id == "data.format-unread")' out >/dev/null || fail "cells that were not read are not told"

# --- cut at every byte: an answer, and never a clean one
python3 - <<'EOP'
import os, pickle, pandas as pd
data = pickle.dumps(pd.DataFrame({"ssn": ["536-90-4399"], "x": [1.5]}))
os.mkdir("cut")
for i in range(1, len(data)):
    open(f"cut/{i:04}.pkl", "wb").write(data[:i])
EOP
run 3 list --no-cache -f json cut
jq -e '[.items[] | select(.load == "clean") | .path] == []' out >/dev/null || fail "a frame that breaks off is clean"

# --- what a pickle holds beside the cells of its tables is searched as any text of a pickle
mkdir beside again
python3 - <<'EOP'
import pickle, struct, pandas as pd

def save(name, data):
    open(f"beside/{name}.pkl", "wb").write(data)

SEEN = "patient ssn: 536-90-4399"
text = lambda s: b"X" + struct.pack("<I", len(s)) + s.encode()
row = lambda i: b"}(" + text("a") + text(f"v{i}") + text("b") + b"K" + bytes([i]) + b"u"
rows, seen = b"".join(map(row, range(20))), text(SEEN)
start, one = b"\x80\x02](" + rows, b"}(" + text("a") + text("v")
save("popped", start + seen + b"0" + rows + b"e.")
save("popped-to-a-mark", start + b"(" + seen + b"1" + rows + b"e.")
save("between-rows", start + b"e" + seen + b"0(" + rows + b"e.")
save("built", start + one + b"u" + seen + b"be.")
save("later", b"\x80\x02](}q\x05(" + text("a") + text("v") + b"u" + rows + b"e(h\x05(" + text("c") + seen + b"u0" + rows + b"e.")
save("key", start + one + seen + b"K\x01ue.")
save("long-key", start + one + text("k" * 300 + " " + SEEN) + b"K\x01ue.")
save("argument", start + one + b"X\x01\0\0\0dcdecimal\nDecimal\n(" + text("1.5") + seen + b"tRue.")

ssn = ["%03d-%02d-%04d" % (100 + 7 * i, 1 + i, 1001 + 97 * i) for i in range(60)]
frame = pd.DataFrame({"n": range(60), "k": 1, "ssn": pd.Categorical(ssn)})
frame[frame.n < 3].to_pickle("taken-out.categories.pkl")
frame.astype({"ssn": str}).set_index(["ssn", "k"])[:3].to_pickle("taken-out.levels.pkl")

pickle.dump([{"a": 1, "b": "x@mail-7f3kq.org"}] * 3000, open("again/row.pkl", "wb"))
tags = ["u@mail-7f3kq.org", "v@mail-7f3kq.org"]
pickle.dump([{"n": i, "tags": tags} for i in range(3000)], open("again/cell.pkl", "wb"))

pickle.dump({"all": pd.DataFrame(index=pd.RangeIndex(0, 10**9, name="x")), "some": pd.DataFrame({"ssn": ssn})}, open("many.pkl", "wb"))
series = pickle.dumps(pd.Series(["ssn " + s for s in ssn]), 2)
at = series.index(b"step") + 4
at = series.index(b"K\x01", at)
open("other-length.pkl", "wb").write(series[:at] + b"K\x3c" + series[at + 2:])
block = pickle.dumps(pd.DataFrame({"a": ["x"] * 60, "b": ["ssn " + s for s in ssn]}), 2)
at = block.index(b"K\0K\x02K\x01")
open("other-place.pkl", "wb").write(block[:at] + b"K\0K\x01K\x01" + block[at + 6:])
EOP
run 0 list --no-cache -f json beside
[ "$(jq '.items | length' out)" = 8 ] || fail "not all is there"
jq -e '[.items[] | select(any(.observations // [] | .[]; .class == "pii.us-ssn") | not) | .path[0]] == []' out >/dev/null ||
    fail "was not searched: $(jq -c '[.items[] | select(any(.observations // [] | .[]; .class == "pii.us-ssn") | not) | .path[0]]' out)"

# --- categories and levels of rows that were taken out are still in the file
for file in taken-out.categories taken-out.levels; do
    run 0 list --no-cache -f json $file.pkl
    jq -e '.items[0] | .facts["dataset.rows"].value == 3 and any(.observations[]; .class == "pii.us-ssn" and .count == 60 and .confidence == "high")' out >/dev/null ||
        fail "$file: $(jq -c '[.items[0].observations[] | {class, count, confidence}]' out)"
done

# --- rows and cells that are the same object
run 0 list --no-cache -f json again
jq -e '[.items[] | .facts["dataset.column-nulls"].value | unique] == [["0"], ["0"]]' out >/dev/null || fail "a row that comes again is not empty"
jq -e '[.items[] | [.observations[] | .count] | add] == [6000, 3000]' out >/dev/null || fail "cells that come again: $(jq -c '[.items[] | [.observations[] | .count]]' out)"

# --- more cells than are looked at, and a column of another length: said, and no worse to load
run 3 list --no-cache -f json many.pkl
jq -e '(.gaps | any(.id == "data.format-unread")) and .items[0].load == "clean"' out >/dev/null || fail "a table that was not read is not told"
for file in other-length other-place; do
    run 3 list --no-cache -f json $file.pkl
    jq -e '(.gaps | any(.id == "data.format-unread")) and any(.items[0].observations[]; .class == "pii.us-ssn")' out >/dev/null ||
        fail "$file: the texts of a column that was not read are not searched"
done

# --- more columns than are watched are told
python3 - <<'EOP'
keys = b"".join(b"X\6\0\0\0" + b"k%05d" % i + b"K\1" for i in range(5000))
open("keys.pkl", "wb").write(b"\x80\x04](}(" + keys + b"ue.")
EOP
run 3 list --no-cache -f json keys.pkl
jq -e '.gaps | any(.why | contains("more values than are followed"))' out >/dev/null || fail "columns that are not watched are not told"

# --- more keys than are watched: a gap that says so, and what is under them is searched
python3 -c 'import pickle; pickle.dump({"train": [{f"k{i}": i, "of": f"201-{11 + i % 80}-{2345 + i}"} for i in range(400)]}, open("keys.pkl", "wb"))'
run 3 list --no-cache -f json keys.pkl
[ "$(jq -r '[.gaps[].why] | join(" ")' out)" = "it holds more values than are followed: cells of its tables were not read" ] ||
    fail "more keys than are watched: $(jq -c .gaps out)"
