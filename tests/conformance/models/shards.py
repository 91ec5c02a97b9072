"""Shards of WebDataset: what readers unpickle in them, and samples that do not hold together."""

import io
import pickle
import tarfile

PICTURE = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"


class Run:
    def __reduce__(self):
        return (__import__("os").system, ("true",))


def shard(endings, order=sorted, mode="w"):
    """Four samples, each with a file for every ending."""
    def make():
        members = [(f"{key:04}.{ending}", data) for key in range(4) for ending, data in endings.items()]
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode=mode) as tar:
            for name, data in order(members):
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        return file.getvalue()
    return make


def by_ending(members):
    return sorted(members, key=lambda member: member[0][::-1])


LABELLED = {"gif": PICTURE, "cls": b"3"}
FACTS = {"dataset.rows": 4, "dataset.columns": 2, "dataset.column-names": ["cls", "gif"],
         "dataset.label-balance": ["cls=3: 4"]}

FILES = [
    ("plain.tar", shard(LABELLED), "clean", FACTS),
    ("plain.tgz", shard(LABELLED, mode="w:gz"), "clean", FACTS),
    ("plain.tar.xz", shard(LABELLED, mode="w:xz"), "clean", FACTS),
    ("text.tar", shard({"txt": b"a picture of a cat", "json": b'{"a": 1}'}), "clean", {"dataset.rows": 4}),
    ("pickles.tar", shard({"gif": PICTURE, "pyd": pickle.dumps({"a": 1})}), "clean", {"dataset.rows": 4}),
    ("code.tar", shard({"gif": PICTURE, "pyd": pickle.dumps(Run())}), "dangerous", {"dataset.rows": 4}),
    ("code-no-ending.tar", shard({"gif": PICTURE, "x": pickle.dumps(Run())}), "dangerous", {}),
    ("torn.tar", shard(LABELLED, by_ending), "clean", {"dataset.rows": 8}, ["data.bad-record"]),
    ("twice.tar", shard(LABELLED, lambda all: sorted(all * 2)), "clean", {"dataset.rows": 4}, ["data.bad-record"]),
]
