#!/usr/bin/env python3
"""Writes the example project: a small credit-risk model with known faults (see README.md).

    python3 make.py [FOLDER]      default: the folder that this script lies in

The same bytes each time, with the standard library alone. Nobody in the data exists: names and
mail domains are made up, telephone numbers are of a range kept for films. The pickle is written
byte by byte and never loaded.
"""

import hashlib
import json
import os
import struct
import sys

ROWS = 480
FEATURES = 12

FIRST = ["Ilva", "Maro", "Senne", "Tarik", "Odile", "Bram", "Noor", "Keld", "Yara", "Emil", "Runa",
         "Dario", "Petra", "Jonas", "Livia", "Anouk"]
LAST = ["Torren", "Keldt", "Vasquin", "Ombrel", "Haldane", "Marisk", "Fennow", "Ostrava", "Quille",
        "Brandel", "Sorvik", "Lanquist", "Tessaro", "Wendig", "Ilmari", "Corvell"]
DOMAINS = ["post-4k9vz.org", "mail-7f3kq.org", "letters-x2m8t.net"]
PURPOSES = ["car", "furniture", "education", "repairs", "debt"]
WORK = ["employed", "self-employed", "retired", "student"]


class Numbers:
    """A generator of our own, so that no version of Python changes the files."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit

    def one_of(self, items):
        return items[self.below(len(items))]


def applicants():
    numbers = Numbers(2026)
    yield ("application_id,applied_on,full_name,email,phone,age,yearly_income,loan_amount,"
           "term_months,purpose,work,missed_payments,defaulted")
    for index in range(ROWS):
        first, last = numbers.one_of(FIRST), numbers.one_of(LAST)
        income = 14000 + numbers.below(900) * 100
        amount = 1000 + numbers.below(290) * 100
        missed = max(0, numbers.below(9) - 5)
        defaulted = int(amount * 3 > income and missed > 0)
        cells = [
            f"A{100000 + index}",
            f"2025-{1 + numbers.below(12):02d}-{1 + numbers.below(28):02d}",
            f"{first} {last}",
            f"{first}.{last}{numbers.below(90) + 10}@{numbers.one_of(DOMAINS)}".lower(),
            f"+44 20 7946 {numbers.below(1000):04d}",
            str(18 + numbers.below(60)),
            str(income),
            str(amount),
            str(12 * (1 + numbers.below(7))),
            numbers.one_of(PURPOSES),
            numbers.one_of(WORK),
            str(missed),
            str(defaulted),
        ]
        yield ",".join(cells)


def decisions():
    numbers = Numbers(7)
    for index in range(120):
        score = numbers.below(1000) / 1000
        record = {
            "application_id": f"A{100000 + index * 4}",
            "score": score,
            "approved": score < 0.35,
            "reasons": [numbers.one_of(["income", "amount", "history"])],
            "decided_on": f"2026-01-{1 + numbers.below(28):02d}",
        }
        line = json.dumps(record, separators=(",", ":"))
        yield line[: len(line) // 2] if index == 60 else line  # a write that was cut off


def safetensors():
    numbers = Numbers(11)
    shapes = {"bias": [1], "scale.mean": [FEATURES], "scale.width": [FEATURES],
              "weight": [FEATURES]}
    header, data = {"__metadata__": {"format": "np"}}, b""
    for name, shape in shapes.items():
        begin = len(data)
        for _ in range(shape[0]):
            data += struct.pack("<f", (numbers.below(2000) - 1000) / 500)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [begin, len(data)]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def pickle():
    """What a loader would run: posix.system("echo ..."). Protocol 2, by hand."""
    command = b"echo this model ran a command when it was loaded"
    return (b"\x80\x02" + b"cposix\nsystem\n" + b"X" + struct.pack("<I", len(command)) + command +
            b"\x85" + b"R" + b".")


def lines(items):
    return ("\n".join(items) + "\n").encode()


def lineage(files):
    def digest(path):
        return hashlib.sha256(files[path]).hexdigest()

    data, model = "data/applicants.csv", "models/scorecard.safetensors"
    return f"""# From what the model was made (docs/reference/lineage.md).
outputs:
  - {{path: {model}, digest: {{sha256: {digest(model)}}}}}
inputs:
  - {{path: {data}, kind: dataset, digest: {{sha256: {digest(data)}}}}}
code:
  uri: https://git.example.org/credit-risk
  commit: unknown
  path: make.py
""".encode()


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    files = {
        "data/applicants.csv": lines(applicants()),
        "data/decisions.jsonl": lines(decisions()),
        "models/scorecard.safetensors": safetensors(),
        "models/legacy-scorer.pkl": pickle(),
    }
    files["lineage.yml"] = lineage(files)
    for path, content in files.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as out:
            out.write(content)


if __name__ == "__main__":
    main()
