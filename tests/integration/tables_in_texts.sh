#!/usr/bin/env bash
# Tables whose header stands in a text: JSON as pandas writes it, HTML, Markdown, what databases print and
# dump. The same people as in a CSV are seen by the same columns, as often and as surely.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

PYTHONPATH="$SOURCE/tests/integration" python3 -B - <<'PY'
import json
from people import card, family, given
names = ["ssn", "phone", "card_number", "patient_name", "date_of_birth", "mrn"]
rows = [[f"{201 + 31 * i:03d}{11 + i}{2345 + 77 * i}", f"312{456 + 7 * i}{1029 + 311 * i}", card(i),
         f"{given[i]} {family[i]}", f"{1950 + 3 * i}-{1 + i:02d}-{10 + i}", f"MR{104733 + 9127 * i}"] for i in range(12)]
def write(name, text):
    with open(f"in/{name}", "w", newline="") as out:
        out.write(text)
def lines(items):
    return "".join(item + "\n" for item in items)
import os
os.mkdir("in")
records = [dict(zip(names, row)) for row in rows]
columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
open("people.csv", "w").write(lines(",".join(row) for row in [names] + rows))

# JSON
for name, document in {
    "split": {"columns": names, "index": list(range(12)), "data": rows},
    "columns": {name: {str(i): value for i, value in enumerate(values)} for name, values in columns.items()},
    "columns-by-key": {name: {f"p{i}": value for i, value in enumerate(values)} for name, values in columns.items()},
    "index": {str(i): record for i, record in enumerate(records)},
    "index-by-key": {f"p{i}": record for i, record in enumerate(records)},
    "index-inside": {"version": 1, "people": {f"p{i}": record for i, record in enumerate(records)}},
    "table": {"schema": {"fields": [{"name": name, "type": "string"} for name in names]}, "data": records},
    "first-row": [names] + rows,
    "lists": columns,
    "described": {"columns": [{"name": name, "type": "keyword"} for name in names], "rows": rows},
    "names-behind": {"data": rows, "meta": {"n": 12}, "columns": names},
    "bigquery": {"kind": "bigquery#queryResponse", "schema": {"fields": [{"name": name, "type": "STRING"} for name in names]},
                 "rows": [{"f": [{"v": value} for value in row]} for row in rows]},
    "odata": {"@odata.context": "x", "value": records},
    "hits": {"took": 3, "hits": {"total": 12, "hits": [{"_id": str(i), "_source": record} for i, record in
                                                       enumerate(records)]}},
}.items():
    write(f"{name}.json", json.dumps(document))
write("names-far-behind.json", json.dumps({"rows": rows, "more": ["x" * 90000], "columns": [{"name": name} for name in names]}))
write("first-row.jsonl", lines(map(json.dumps, [names] + rows)))

# HTML
head = "".join(f"<th>{name}</th>" for name in names)
body = lines(f"<tr><th>{i}</th>" + "".join(f"<td>{value}</td>\n" for value in row) + "</tr>" for i, row in enumerate(rows))
frame = f'<table border="1" class="dataframe">\n<thead>\n<tr><th></th>{head}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n</table>'
write("frame.html", frame)
write("no-ends.html", "<!DOCTYPE html><P>Hello<TABLE WIDTH=100%><TR>" + "".join(f"<TD><B>{name}</B>" for name in names) +
      lines("<TR>" + "".join(f"<TD align=left title='a > b'> {value}&nbsp;\n" for value in row) for row in rows) + "</TABLE>")
write("inside.html", f"<html><table><tr><td>Menu<td><table><tr>{head}</tr>" +
      lines("<tr>" + "".join(f"<td><span>{value}</span></td>" for value in row) for row in rows) + "</table></table></html>")
write("spans.html", "<html><table><tr><th rowspan=2>group<th colspan=6>person<tr>" + head +
      "".join(("<tr><td rowspan=12>a" if i == 0 else "<tr>") + "".join(f"<td>{value}" for value in row)
              for i, row in enumerate(rows)) + "</table></html>")
write("sideways.html", "<html>" + lines("<table>" + "".join(f"<tr><th>{name}:</th><td>{value}</td></tr>" for name, value in
                                                             zip(names, row)) + "</table>" for row in rows) + "</html>")
write("references.html", "<html><table><tr>" + head + "</tr>" + lines(
    "<tr>" + "".join(f"<td>&#{ord(value[0])};{value[1:]}</td>" for value in row) + "</tr>" for row in rows) + "</table></html>")
write("script.html", "<html><script>if (a<table) { x = '<table>'; }</script><!-- <table> --><table><tr>" + head + "</tr>" + lines(
    "<tr>" + "".join(f"<td>{value}</td>" for value in row) for row in rows) + "</table></html>")
write("inline.html", "<html><table><tr>" + head + "</tr>" + lines("<tr>" + "".join(
    f"<td><span class='a'>{value[:4]}</span><b>{value[4:]}</b></td>" for value in row) + "</tr>" for row in rows) + "</table></html>")
write("terms.html", "<html>" + lines("<dl>" + "".join(f"<dt>{name}:<dd>{value}</dd>" for name, value in record.items()) + "</dl>"
                                    for record in records) + "</html>")

# XML
def elements(row, first=0, last=6):
    return "".join(f"<{name}>{value}</{name}>" for name, value in list(zip(names, row))[first:last])
write("elements.xml", '<?xml version="1.0"?>\n<!DOCTYPE people [<!ENTITY x "y">]>\n<people><title>All</title>\n' +
      lines(f"<row>{elements(row)}</row>" for row in rows) + "</people>\n")
write("nested.xml", '<?xml version="1.0"?>\n<people>\n' +
      lines(f"<row><a>\n{elements(row, last=3)}</a>\n<b>{elements(row, 3)}</b>\n</row>" for row in rows) + "</people>\n")
write("attributes.xml", "<rows>" + "".join("<row " + " ".join(f'{name}="{value}"' for name, value in record.items()) + "/>"
                                           for record in records) + "</rows>")
write("references.xml", "<rows>" + "".join("<row>" + "".join(
    f"<{name}>&#{ord(value[0])};<![CDATA[{value[1:]}]]></{name}>" for name, value in record.items()) + "</row>" for record in records) + "</rows>")
write("mysql.xml", '<?xml version="1.0"?>\n<resultset statement="select 1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n' +
      "".join("  <row>\n" + lines(f'\t<field name="{name}">{value}</field>' for name, value in record.items()) + "  </row>\n\n"
              for record in records) + "</resultset>\n")
write("phpmyadmin.xml", '<?xml version="1.0"?>\n<pma_xml_export version="1.0">\n<database name="d">\n' + "".join(
    '<table name="p">\n' + lines(f'<column name="{name}">{value}</column>' for name, value in record.items()) + "</table>\n"
    for record in records) + "</database>\n</pma_xml_export>\n")
def cells(row):
    return "<Row>" + "".join(f'<Cell><Data ss:Type="String">{value}</Data></Cell>' for value in row) + "</Row>\n"
write("excel2003.xls", '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:' +
      'spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table>' +
      "".join(map(cells, [names] + rows)) + "</Table></Worksheet></Workbook>")

# Lines
def bar(row):
    return "| " + " | ".join(row) + " |"
wide = [max(len(row[i]) for row in [names] + rows) for i in range(6)]
def padded(row, between="  "):
    return between.join(value.ljust(width) for value, width in zip(row, wide)).rstrip()
markdown = lines([bar(names), "|" + ":---|" * 6] + [bar(row) for row in rows])
write("README.md", f"---\nlicense: mit\n---\n# Data\n\n{markdown}\nmore\n")
write("pipes.md", f"# Data\n\n{markdown}\nmore\n")
write("no-outer-pipes.md", lines(["|".join(names), "|".join(["---"] * 6)] + [" | ".join(f"`{v}`" for v in row) for row in rows]))
write("one-dash.md", f"# Data\n\n{markdown}\nmore\n".replace(":---", "-"))
write("quoted.md", "# Data\n\n" + "".join(f"> {line}\n" for line in markdown.splitlines()) + "\nmore\n")
write("html-inside.md", f"# Data\n\n<table>\n<tr>{head}</tr>\n" +
      lines("<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>" for row in rows) + "</table>\n\nmore\n")
double, single = padded(["=" * n for n in wide]), padded(["-" * n for n in wide])
write("simple.rst", f"Data\n====\n\n{double}\n{padded(names)}\n{double}\n{lines(map(padded, rows))}{double}\n\nmore\n")
write("sqlcmd.txt", f"{padded(names)}\n{single}\n{lines(map(padded, rows))}\n(12 rows affected)\n")
edge = "+" + "+".join("-" * (n + 2) for n in wide) + "+"
write("mysql.txt", lines([edge, "| " + padded(names, " | ") + " |", edge] + ["| " + padded(row, " | ") + " |" for row in rows] + [edge]))
write("grid.rst", lines([edge, "| " + padded(names, " | ") + " |", edge.replace("-", "=")]) +
      "".join("| " + padded(row, " | ") + f" |\n{edge}\n" for row in rows))
write("psql.txt", lines([" " + padded(names, " | "), "+".join("-" * (n + 2) for n in wide)] +
                        [" " + padded(row, " | ") for row in rows] + ["(12 rows)"]))
write("fixed.txt", f"People\n\n{padded(names)}\n{lines(map(padded, rows))}")
def right(row):
    return "".join(value.rjust(width + 2) for value, width in zip(row, wide))
write("frame.txt", "    " + right(names) + "\n" + lines(str(i).ljust(4) + right(row) for i, row in enumerate(rows)) + "\nmore\n")

# Settings
def settings(record, between, quote):
    return lines(f"{name}{between}{quote}{value}{quote}" for name, value in record.items())
write("list.yaml", "# people\n" + "".join("- " + settings(record, ": ", "'").replace("\n", "\n  ").rstrip() + "\n" for record in records))
write("people.yml", "version: 1\npeople:\n" + "".join(f"  p{i}:\n    " + settings(record, ": ", '"').replace("\n", "\n    ").rstrip() + "\n"
                                                    for i, record in enumerate(records)) + "end: 3\n")
write("people.toml", "title = 'x'\n" + "".join("[[people]]\n" + settings(record, " = ", '"') for record in records))
write("people.ini", "".join(f"[p{i}]\n" + settings(record, "=", "") + "\n" for i, record in enumerate(records)))
write("far.yaml", "".join(f"a{i}: 1\n" for i in range(20000)) + "people:\n" +
      "".join("  - " + settings(record, ": ", "'").replace("\n", "\n    ").rstrip() + "\n" for record in records))

# Records in programs, settings, logs and notes
def pairs(record, form, between=", "):
    return between.join(form.format(name, value) for name, value in record.items())
write("people.py", "PEOPLE = [\n" + lines(f"    {record!r}," for record in records) + "]\n")
write("calls.py", "import x\n\n" + lines("add(" + pairs(record, "{}='{}'") + ")" for record in records))
write("frame.py", "df = pd.DataFrame({\n" + lines(f"    '{name}': {values!r}," for name, values in columns.items()) + "})\n")
write("people.ts", "export const people: Person[] = [\n" +
      lines("  {\n" + pairs(record, '    {}: "{}"', ",\n") + "\n  }," for record in records) + "];\n")
write("people.php", "<?php\nreturn [\n" + lines("  [" + pairs(record, "'{}' => '{}'") + "]," for record in records) + "];\n")
write("people.R", "structure(list(" + ", ".join(f"{name} = c(" + ", \n".join(f'"{value}"' for value in values) + ")"
                                               for name, values in columns.items()) + '), class = "data.frame")\n')
write("flow.yaml", lines("- {" + pairs(record, '{}: "{}"') + "}" for record in records))
write("documents.yaml", lines("---\n" + pairs(record, '{}: "{}"', "\n") for record in records))
write("columns.yaml", lines(f"{name}: [" + ", ".join(f'"{value}"' for value in values) + "]" for name, values in columns.items()))
write("dashes.yaml", lines(f"{name}:\n" + "\n".join(f"  - '{value}'" for value in values) for name, values in columns.items()))
write("inline.toml", "people = [\n" + lines("  { " + pairs(record, '{} = "{}"') + " }," for record in records) + "]\n")
write("people.properties", lines(pairs(record, "people." + str(i) + ".{}={}", "\n") for i, record in enumerate(records)))
write("people.log", lines("ts=2026-01-02T03:04:05Z level=info " + pairs(record, '{}="{}"', " ") for record in records))
write("json.log", lines("2026-01-02 03:04:05 INFO saved " + json.dumps(record) for record in records))
write("blocks.txt", "People\n\n" + lines(pairs(record, "{}: {}", "\n") + "\n" for record in records))
write("notes.md", "# Notes\n\n" + lines("* " + pairs(record, "{}: {}") for record in records))
write("far.py", "x = 1\n" * 30000 + "P = [\n" + lines(f"    {record!r}," for record in records) + "]\n" + "x = 1\n" * 30000)

# Notebooks
def notebook(cell):
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)
write("markdown.ipynb", notebook({"cell_type": "markdown", "source": markdown.splitlines(True)}))
write("source.ipynb", notebook({"cell_type": "code", "outputs": [], "source": ["df = pd.DataFrame({\n"] + [
    f"    '{name}': {values!r},\n" for name, values in columns.items()] + ["})"]}))
for name, html in ("frame", frame.splitlines(True)), ("frame-as-one", "<div>\n" + frame):
    write(f"{name}.ipynb", notebook({"cell_type": "code", "source": ["df.head()"], "outputs": [
        {"output_type": "execute_result", "data": {"text/html": html}}]}))

# Dumps
def values(row, quote="''"):
    return "(" + ",".join("'" + value + "'" for value in row) + ")"
listed = ", ".join(names)
write("insert.sql", f"CREATE TABLE patients (id INTEGER);\nINSERT INTO patients ({listed}) VALUES " + ",".join(map(values, rows)) + ";\n")
write("sqlite.sql", "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE patients (" +
      ", ".join(f"\"{name}\" TEXT DEFAULT ('a,b')" for name in names) + ", PRIMARY KEY (mrn));\n" +
      lines(f"INSERT INTO patients VALUES{values(row)};" for row in rows) + "COMMIT;\n")
write("mysql.sql", "-- MySQL dump 10.13\n/*!40101 SET NAMES utf8 */;\nCREATE TABLE `d`.`p` (\n" +
      ",\n".join(f"  `{name}` varchar(20) COMMENT 'x\\'y)'" for name in names) + ",\n  KEY `k` (`mrn`)\n);\nINSERT INTO `p` VALUES " +
      ",".join(map(values, rows)) + ";\n")
write("postgres.sql", f"--\n-- PostgreSQL database dump\n--\nCREATE FUNCTION f() AS $$ INSERT '; $$;\nCOPY public.p ({listed}) FROM stdin;\n" +
      lines("\t".join(row) for row in rows) + "\\.\n\nSELECT 1;\n")
brackets = ", ".join(f"[{name}]" for name in names)
def server(row):
    return "(" + ", ".join(f"N'{value}'" for value in row) + ")"
write("server.sql", "USE [d]\nGO\nSET IDENTITY_INSERT [dbo].[p] ON\nGO\n" +
      lines(f"INSERT [dbo].[p] ({brackets}) VALUES {server(row)}\nGO" for row in rows) + "SET IDENTITY_INSERT [dbo].[p] OFF\nGO\n")
write("server-alone.sql", "USE [d]\n" + lines(f"INSERT INTO [dbo].[p] ({brackets}) VALUES {server(row)}" for row in rows))
write("oracle.sql", "INSERT ALL\n" + lines(f"  INTO p ({listed}) VALUES {values(row)}" for row in rows) + "SELECT * FROM dual;\n")
write("replace.sql", f"REPLACE INTO p\n  ({listed})\nVALUES\n" + ",\n".join(map(values, rows)) + "\n;\n")
write("set.sql", lines("INSERT INTO p SET " + pairs(record, "`{}` = '{}'") + " ON DUPLICATE KEY UPDATE x = 'y';" for record in records))
write("update.sql", lines("UPDATE d.p SET " + pairs(record, "{}='{}'") + f", x = f('a', 'b') WHERE id = {i};" for i, record in
                          enumerate(records)))
write("copy-csv.sql", f"COPY p ({listed}) FROM stdin WITH (FORMAT csv, HEADER, DELIMITER ';');\n" +
      lines(";".join(f'"{value}"' for value in row) for row in [names] + rows) + "\\.\n")

# ARFF
attributes = "@RELATION people\n" + lines(f"@ATTRIBUTE {name} STRING" for name in names) + "\n@DATA\n"
write("people.arff", "% people\n" + attributes + lines(",".join(f"'{value}'" if " " in value else value for value in row) for row in rows))
write("sparse.arff", attributes.lower() + lines("{" + ", ".join(f'{i} "{value}"' for i, value in enumerate(row)) + "}" for row in rows))

# Above a table
text = lines(",".join(row) for row in [names] + rows)
write("title.csv", "Export of people\n2026-01-02\n\n" + text)
write("title-of-a-sheet.csv", "Export of people,,,,,\n,,,,,\n" + text)
write("remarks.csv", "# of ward 3, north, second floor\n#\n" + text)
write("headings.csv", "Person,,,,,Visit\n" + text)
write("sep.csv", "sep=;\n" + text.replace(",", ";"))

# Delimiters
for name, sign in ("caret.csv", "^"), ("tilde.txt", "~"), ("control.dat", "\x01"), ("bar.dat", "|"):
    write(name, lines(sign.join(row) for row in [names] + rows))
PY

cat >seen.py <<'PY'
import json, sys
items = json.load(open("out"))["items"]
for item in items:
    print(item["path"][-1])
    for seen in item.get("observations", []):
        names = {column["name"].split(".")[-1]: column["count"] for column in seen.get("columns", [])}
        print(" ", seen["class"], seen["confidence"], sorted(names.items()))
PY
run 0 list --no-cache -f json people.csv
python3 seen.py | tail -n +2 >wanted
[ "$(grep -c . wanted)" = 6 ] || fail "six kinds of people's data in the CSV"
for file in in/*; do
    run 0 list --no-cache -f json "$file"
    python3 seen.py | tail -n +2 >seen
    diff -u wanted seen >&2 || fail "$file"
done

# What is a table and nothing else is a data set; a document with one is none.
run 0 list --no-cache -f json in
python3 - <<'PY' || fail "kinds"
import json
items = {item["path"][-1]: item for item in json.load(open("out"))["items"]}
for name, format in {"split.json": "json", "columns.json": "json", "index.json": "json", "lists.json": "json",
                     "first-row.json": "json", "frame.html": "html", "sqlite.sql": "sql", "mysql.sql": "sql",
                     "postgres.sql": "sql", "server.sql": "sql", "oracle.sql": "sql", "copy-csv.sql": "sql",
                     "names-behind.json": "json", "mysql.xml": "xml", "elements.xml": "xml", "attributes.xml": "xml",
                     "excel2003.xls": "xml-sheet", "caret.csv": "csv", "tilde.txt": "csv",
                     "people.arff": "arff", "sparse.arff": "arff"}.items():
    facts = items[name]["facts"]
    assert items[name]["kind"] == "dataset" and items[name]["format"] == format, name
    assert facts["dataset.rows"]["value"] == 12, name
    assert facts["dataset.columns"]["value"] in (6, 7), (name, facts["dataset.columns"])
    assert any(column.split(".")[-1] == "ssn" for column in facts["dataset.column-names"]["value"]), name
for name in "inside.html", "pipes.md", "psql.txt", "simple.rst":
    assert items[name]["kind"] == "document", name
    assert "dataset.rows" not in items[name].get("facts", {}), name
assert items["index-inside.json"]["kind"] == "config"
PY

# Places are those of the values.
run 0 list --no-cache -f json in/pipes.md
python3 - <<'PY' || fail "places"
import json
text = open("in/pipes.md").read().split("\n")
for seen in json.load(open("out"))["items"][0]["observations"]:
    for place in seen["places"]:
        line, column = place["line"], place["column"]
        assert text[line - 1][column - 2] == " " and text[line - 1][column - 1] != " ", (seen["class"], place)
PY

# Columns that nobody named are counted.
python3 -c 'print("INSERT INTO t VALUES " + ",".join(f"({i},7)" for i in range(12)) + ";")' >unnamed.sql
run 0 list --no-cache -f json unnamed.sql
says '"dataset.columns":{"how":"measured","value":2}' '"dataset.rows":{"how":"measured","value":12}'

# A few statements of a migration are code, and prose beside a table is in none of its columns.
mkdir other
printf "INSERT INTO roles (name) VALUES ('admin'), ('user');\n" >other/migrate.sql
printf 'Order 343859916 came.\n\n| ssn | note |\n|---|---|\n| none | - |\n| none | - |\n\n343859916 and 255767388\n' >other/prose.md
printf '<project><dependencies>%s</dependencies></project>' "$(printf '<dependency><groupId>g</groupId><artifactId>a%s</artifactId></dependency>' 1 2 3 4 5 6 7 8 9 10 11 12)" >other/pom.xml
printf '<html><dl><dt>Description</dt><dd>343859916</dd><dt>Returns</dt><dd>James Smith</dd></dl></html>' >other/terms.html
printf 'jobs:\n%s' "$(printf '  - name: job%s\n    card: 343859916\n    phone: 3124561029\n' 1 2)" >other/jobs.yaml
printf 'The phone is near the card of Mary Jones and\nof James Smith,  who was born in 1950. Nobody\nknows  which one of them  it was that lost the\nnumber of  his phone. It is 343859916, and all\nof it can be read in the  book  of the bank or\nelsewhere, as there is  no secret in any of it\nto be kept.\n' >other/prose.txt
printf '{"a": {"x": 1, "y": 2}, "b": {"x": 3}, "list": [1, 2, 3], "data": []}' >other/config.json
run 0 list --no-cache -f json in
jq '[.items[] | {(.path[-1]): .kind}] | add' out >settings
run 0 list --no-cache -f json other
python3 - <<'PY' || fail "others"
import json
items = {item["path"][-1]: item for item in json.load(open("out"))["items"]}
assert items["migrate.sql"]["kind"] == "code"
assert items["pom.xml"]["kind"] == "other" and "dataset.rows" not in items["pom.xml"].get("facts", {}), items["pom.xml"]
for name in "terms.html", "jobs.yaml", "prose.txt":
    assert not any(seen["confidence"] == "high" or seen.get("columns") for seen in items[name].get("observations", [])), items[name]
for name in "list.yaml", "people.toml", "people.ini":
    assert json.load(open("settings"))[name] == "config", name
assert not any(seen["confidence"] != "low" for seen in items["prose.md"].get("observations", [])), items["prose.md"]
PY

# Behind much that has no records not all is looked at, and where there are some again all of it is.
python3 - <<'PY'
with open("late.log", "w") as out:
    for i in range(12000):
        out.write(f"INFO order of ann.lee{i}@mail{i}.org was sent\n")
    for i in range(12000):
        out.write(f"INFO email=ann.lee{i}@mail{i}.org ssn={201112345 + 31110077 * i % 500000000}\n")
PY
run 0 list --no-cache -f json late.log
jq -e 'any(.items[0].observations[]; .class == "pii.us-ssn" and .columns[0].name == "ssn" and .columns[0].count > 5000)' out >/dev/null || fail "records behind lines without any: $(cat out)"

# Nothing takes long, whatever does not end: a megabyte of one byte or tag.
python3 - <<'PY'
import os
os.mkdir("long")
for name, begin, piece in ("td.html", "<table>", "<td>"), ("tables.html", "", "<table>"), ("tr.html", "<table>", "<tr><td>a"), \
        ("attribute.html", "<table><td title='", "<td>"), ("bars.md", "a|b\n--|--\n", "|"), ("rules.md", "", "--|--\n"), \
        ("dashes.md", "", "- "), ("brackets.sql", "INSERT INTO t VALUES ", "("), ("quotes.sql", "INSERT INTO t VALUES (", "''"), \
        ("inserts.sql", "", "INSERT INTO t VALUES (1);"), ("creates.sql", "", "CREATE TABLE t (a);"), \
        ("lists.json", "[", "[1],"), ("open.json", '{"a":', '{"a":'), ("members.json", '{"a":1', ',"b":[[1]]'), \
        ("open.xml", "<a>", "<a>"), ("siblings.xml", "<a>", "<b c='1' d='2'/><b/>"), ("lists.xml", "<a>", "<b><c>1</c><d>2</d></b><e/>"), \
        ("text.xml", "<a><b>", "x"), ("terms.html", "<dl>", "<dt>ssn<dd>1"), ("items.yaml", "", "- a: 1\n  b: 2\n"), \
        ("heads.yaml", "", "a:\n"), ("keys.ini", "[a]\n", "b = 1\n"), ("stripes.txt", "", "ssn  b  c\n\n"), ("wide.txt", "ssn  b  c\n", "x  "), ("go.sql", "INSERT t VALUES (1)\n", "GO\n"), \
        ("copy.sql", "COPY t (a) FROM stdin;\n", "\t"):
    with open(f"long/{name}", "w") as out:
        out.write(begin + piece * (1000000 // len(piece)))
PY
for file in long/*; do
    timeout 60 "$ASSAY" list --no-cache -q "$file" >out 2>err || [ $? -le 1 ] || fail "$file"
done

# A workbook that breaks off is a gap; what came before is seen.
sed 's,</Table>.*,,' in/excel2003.xls >cut.xls
run 3 list --no-cache -f json cut.xls
jq -e '(.gaps | length) == 1 and (.items[0].observations | length) > 0' out >/dev/null || fail "a workbook without an end"
