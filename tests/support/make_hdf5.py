#!/usr/bin/env python3
"""Writes tests/fuzz/corpus/hdf5 (python3-h5py of Debian 12), which unit tests read and damage too."""

import json
import os

import h5py
import numpy as np

MAIL = [f"ana{i}@mail-7f3kq.org" for i in range(6)]
MODEL = {"class_name": "Sequential", "config": {"name": "tiny", "layers": [
    {"class_name": "InputLayer", "config": {"name": "in", "batch_input_shape": [None, 2]}},
    {"class_name": "Dense", "config": {"name": "d", "units": 1}}]}}


def keras(file):
    file.attrs["model_config"] = json.dumps(MODEL)
    file.attrs["training_config"] = json.dumps({"loss": "mse"})
    file.attrs["keras_version"] = "2.11.0"
    file.attrs["backend"] = "tensorflow"
    weights = file.create_group("model_weights/d/d")
    weights["kernel:0"] = np.zeros((2, 1), "f4")
    weights["bias:0"] = np.zeros(1, "f4")


def table(file):
    rows = np.zeros(3, dtype=[("id", "i8"), ("mail", "S24")])
    rows["mail"] = [text.encode() for text in MAIL[:3]]
    file["t"] = rows


def texts(file):
    file.create_dataset("any", data=MAIL)
    file.create_dataset("packed", data=np.array(MAIL, "S24"), chunks=(4,), compression="gzip",
                        shuffle=True)


def grows(file):
    file.create_dataset("grows", data=np.array(MAIL, "S24"), chunks=(1,), maxshape=(None,))
    file.create_dataset("both", data=np.array(MAIL, "S24").reshape(3, 2), chunks=(2, 1),
                        maxshape=(None, None), compression="gzip")


def many(file):
    group = file.create_group("g")
    for i in range(10):
        group.attrs[f"a{i}"] = "text"
        group[f"link{i}"] = h5py.SoftLink("/nowhere")
    group["file"] = h5py.ExternalLink("beside.h5", "/x")


def outside(file):
    file["link"] = h5py.ExternalLink("../secret.h5", "/x")
    file.create_dataset("raw", shape=(4,), dtype="u1", external=[("/etc/hostname", 0, 4)])


def virtual(file):
    layout = h5py.VirtualLayout(shape=(4,), dtype="i4")
    layout[:2] = h5py.VirtualSource("../a.h5", "d", shape=(2,))
    layout[2:] = h5py.VirtualSource("b.h5", "d", shape=(2,))
    file.create_virtual_dataset("v", layout)


FILES = [("keras-old", keras, "earliest"), ("keras-new", keras, "latest"),
         ("table", table, "earliest"), ("texts-old", texts, "earliest"),
         ("texts-new", texts, "latest"), ("grows", grows, "latest"), ("many", many, "latest"),
         ("outside", outside, "earliest"), ("virtual", virtual, "latest")]

if __name__ == "__main__":
    for name, make, version in FILES:
        here = os.path.dirname(os.path.abspath(__file__))
        path = os.path.join(here, "../fuzz/corpus/hdf5", name + ".h5")
        with h5py.File(path, "w", libver=version) as file:
            make(file)
