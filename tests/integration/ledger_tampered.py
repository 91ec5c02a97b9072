#!/usr/bin/env python3
"""ledger_tampered.py EXPORT KEY - changes a copy of an export in one way after another; its check.py must refuse
each, or name every file that was changed among those that it did not hold to the log. A start of Python and those of
openssl take many times as long as what is checked: check.py runs in here, and openssl is asked each question once."""
import base64
import contextlib
import functools
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
import types

EXPORT, KEY = map(pathlib.Path, sys.argv[1:3])
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
FREE = ("README.md", "SHA256SUMS", "check.py")  # made by the version that made the export


def files():
    return sorted(str(path.relative_to(EXPORT)) for path in EXPORT.rglob("*") if path.is_file())


def written(name, content):
    def change(folder):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return change


def bytes_changed(name):
    """Every kind of damage to the bytes of one file."""
    content = (EXPORT / name).read_bytes()
    for at in sorted({len(content) // 2, len(content) - 1}):
        if 0 <= at < len(content):
            yield "byte %d" % at, written(name, content[:at] + bytes([content[at] ^ 1]) + content[at + 1:])
    yield "a line more", written(name, content + b"\n")
    yield "a space more", written(name, content + b" ")
    yield "a line before", written(name, b"\n" + content)
    if content:
        yield "nothing left", written(name, b"")
        yield "cut", written(name, content[:-1])
    lines = content.splitlines(keepends=True)
    if len(lines) > 1:
        yield "lines in another order", written(name, b"".join(reversed(lines)))
        yield "a line twice", written(name, lines[0] + content)
    # the bits of base64 that say nothing, and the id that stands before a signature
    for text in re.finditer(rb"[A-Za-z0-9+/]{20,}={1,2}", content):
        last = text.end() - text[0].count(b"=") - 1
        other = BASE64[BASE64.index(content[last]) ^ 1:][:1]
        yield "spare bits at %d" % last, written(name, content[:last] + other + content[last + 1:])
        raw = base64.b64decode(text[0])
        yield "the id at %d" % text.start(), written(
            name, content[:text.start()] + base64.b64encode(bytes([raw[0] ^ 1]) + raw[1:]) + content[text.end():])


def twin_names(name):
    """Other spellings of a name, by which a lenient reader takes the one file for the other."""
    head, _, tail = name.rpartition("/")
    yield from (os.path.join(head, other) for other in ("0" + tail, "+" + tail))
    yield os.path.join(head, "aside", tail)
    if re.match(r"\d", tail):
        yield os.path.join(head, "99" + re.sub(r"^\d+", "", tail))


def alike(names, name):
    """Files of one kind, of which the first stands for all: each is read in the same way."""
    folder = name.split("/")[0]
    return [other for other in names if "/" in name and other.split("/")[0] == folder]


def changes():
    names = files()
    for name in names:
        if name in FREE or name in alike(names, name)[1:]:
            continue
        content = (EXPORT / name).read_bytes()
        for what, change in bytes_changed(name):
            yield "%s: %s" % (name, what), [name], change
        yield name + ": gone", [name], lambda folder, name=name: (folder / name).unlink()
        yield name + ": a link", [name], lambda folder, name=name: (
            (folder / name).unlink(), (folder / name).symlink_to((EXPORT / name).resolve()))
        for other in twin_names(name):
            if other not in names:
                yield "%s: false, and whole as %s" % (name, other), [name, other], lambda folder, name=name, \
                    other=other, content=content: (written(other, content)(folder),
                                                   written(name, content[:-1] + b"?")(folder))
                yield "%s: whole, and false as %s" % (name, other), [other], written(other, content[:-1] + b"?")
                yield "%s: renamed to %s" % (name, other), [name, other], lambda folder, name=name, other=other, \
                    content=content: (written(other, content)(folder), (folder / name).unlink())
        neighbours = [other for other in names if os.path.dirname(other) == os.path.dirname(name) and other > name]
        for other in neighbours[:1]:
            yield "%s and %s change places" % (name, other), [name, other], lambda folder, name=name, other=other: (
                written(name, (EXPORT / other).read_bytes())(folder),
                written(other, (EXPORT / name).read_bytes())(folder))
    for name in sorted({name.split("/")[0] for name in names if "/" in name}):
        yield name + "/: a link", [name], lambda folder, name=name: (
            shutil.rmtree(folder / name), (folder / name).symlink_to((EXPORT / name).resolve()))
        yield name + "/: gone", [other for other in names if other.startswith(name + "/")], \
            lambda folder, name=name: shutil.rmtree(folder / name)
    yield "a stray object", ["objects/sha256/e3/b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"], \
        written("objects/sha256/e3/b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", b"")
    yield "no entries, no tiles", ["entries/0.entry"], lambda folder: (
        shutil.rmtree(folder / "entries"), shutil.rmtree(folder / "tile", True))
    yield "a name that speaks", ["stray\nALL HOLDS\n"], written("stray\nALL HOLDS\n", b"")
    for module in ("base64", "json", "hashlib", "subprocess"):
        yield "a false module " + module, [module + ".py"], written(module + ".py", b"print('ALL HOLDS')\nraise SystemExit(0)\n")


def may_go(names):
    """Nothing in an export can show that these were once there."""
    return all(name.startswith(("stamps", "checkpoints/")) or re.fullmatch(r"tile/.*\.p/\d+", name)
               for name in names)


class Openssl:
    """Stands for the module subprocess in check.py: the same question, with the content of its files, has one answer."""

    def __init__(self):
        self.answers = {}

    def run(self, words, **how):
        files = [pathlib.Path(word).read_bytes() if word.startswith("/") else word for word in words]
        question = (*files, how.get("input"))
        if question not in self.answers:
            self.answers[question] = subprocess.run(words, **how)
        return self.answers[question]


openssl = Openssl()


@functools.lru_cache(None)
def compiled():
    return compile((EXPORT / "check.py").read_text(), "check.py", "exec")


def checked_in_here(folder):
    """The exit status of the check.py of a folder, its output and its errors."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    argv, path = sys.argv, sys.path
    sys.argv, sys.path = [str(folder / "check.py"), str(KEY.resolve())], [str(folder), *path]
    sys.modules["subprocess"] = openssl
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            exec(compiled(), {"__name__": "__main__", "__file__": sys.argv[0]})
    except SystemExit as end:
        code = end.code
    except BaseException:
        err.write(traceback.format_exc())
        code = 1
    finally:
        sys.modules["subprocess"] = subprocess
        sys.argv, sys.path = argv, path
    return types.SimpleNamespace(returncode=code or 0, stdout=out.getvalue(), stderr=err.getvalue())


def checked(folder, touched):
    """A module of that folder could take the place of Python's own in a start alone."""
    if any(name.endswith(".py") for name in touched):
        return subprocess.run([sys.executable, folder / "check.py", KEY.resolve()], capture_output=True, text=True)
    return checked_in_here(folder)


def try_one(change):
    what, touched, make = change
    with tempfile.TemporaryDirectory() as room:
        folder = pathlib.Path(room, "export")
        shutil.copytree(EXPORT, folder)
        make(folder)
        done = checked(folder, touched)
        holds = done.returncode == 0 or any(line.startswith("ALL HOLDS") for line in done.stdout.splitlines())
        rest = next((line for line in done.stdout.splitlines() if line.startswith("not held to the log")), "")
        named = re.split(", |: ", rest)
        left = [name for name in touched if os.path.lexists(folder / name)]
        gone = [name for name in touched if name not in left]
        fine = done.returncode == 0 and all(name in named or repr(name)[1:-1] in named for name in left) and (
            not gone or may_go(gone))
        if "Traceback" in done.stderr:
            return "%s: no reason, but a trace" % what
        return "accepted: " + what if holds and not fine else ""


def main():
    every = list(changes())
    wrong = [said for said in map(try_one, every) if said]
    print("\n".join(wrong + ["%d changes, %d wrong" % (len(every), len(wrong))]))
    sys.exit(1 if wrong else 0)


main()
