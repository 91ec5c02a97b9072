"""Writes trees that git never writes into a repository, each as a commit under refs/hostile/NAME."""
import hashlib
import os
import subprocess
import sys
import zlib

root = sys.argv[1]


def git(*words, data=None):
    return subprocess.run(["git", "-C", root, *words], input=data, stdout=subprocess.PIPE,
                          check=True).stdout.strip().decode()


def write(kind, data):  # by hand: git refuses to
    data = b"%s %d\0" % (kind.encode(), len(data)) + data
    name = hashlib.sha1(data).hexdigest()
    folder = os.path.join(root, ".git", "objects", name[:2])
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(os.path.join(folder, name[2:])):
        with open(os.path.join(folder, name[2:]), "wb") as file:
            file.write(zlib.compress(data, 1))
    return name


def tree(*entries):
    return write("tree", b"".join(mode + b" " + name + b"\0" + bytes.fromhex(id)
                                  for mode, name, id in entries))


fine, evil, other = (write("blob", text + b"\n") for text in (b"fine", b"evil", b"other"))
FILE, FOLDER = b"100644", b"40000"
sub = tree((FILE, b"x", evil))
last = (FILE, b"z-fine", fine)
trees = {
    "dotdot": [(FOLDER, b"..", sub), last],
    "dotgit": [(FOLDER, b".git", sub), last],
    "dotgit-case": [(FOLDER, b".GiT", sub), last],
    "dotgit-ntfs": [(FOLDER, b".git. .", sub), last],
    "dotgit-hfs": [(FOLDER, ".g\u200cit".encode(), sub), last],
    "dotgit-short": [(FOLDER, b"GIT~1", sub), last],
    "slash": [(FILE, b"a/../../b", evil), last],
    "dot": [(FILE, b".", evil), last],
    "empty": [(FILE, b"", evil), last],
    "mode": [(b"0", b"nothing", evil), last],
    "twice": [(FILE, b"a", evil), (FILE, b"a", other), last],
    "unsorted": [last, (FILE, b"a", evil), (FILE, b"b", other)],
    "wide": [(FILE, b"n%06d" % i, evil) for i in range(100000)] + [last],
}
for name, entries in trees.items():
    top = tree(*entries)
    git("update-ref", "refs/hostile/" + name, git("commit-tree", "-m", name, top))

deep = rim = sub
for level in range(2100):
    deep = write("tree", b"40000 d\0" + bytes.fromhex(deep))
    rim = deep if level < 2047 else rim  # "d" beside "z-fine" is one more: 2048 levels, as many as git walks
git("update-ref", "refs/hostile/deep",
    git("commit-tree", "-m", "deep", tree((FOLDER, b"d", deep), last)))
cut = write("tree", b"100644 a-fine\0" + bytes.fromhex(fine) + b"100644 cut\0" + b"\1\2\3")
git("update-ref", "refs/hostile/cut", git("commit-tree", "-m", "cut", cut))

git("update-ref", "refs/hostile/rim", git("commit-tree", "-m", "rim", tree((FOLDER, b"d", rim), last)))
