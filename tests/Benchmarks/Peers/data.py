"""The data of the rows, as arrays."""
import csv
import gzip
import os

import numpy as np


def find(folders, name):
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.exists(path):
            return path
    raise OSError(f"there is no {name}")


def digits(folders):
    """60000 images of 784 numbers from 0 to 1, and their classes."""
    with gzip.open(find(folders, "train-images-idx3-ubyte.gz")) as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 784)
    with gzip.open(find(folders, "train-labels-idx1-ubyte.gz")) as file:
        classes = np.frombuffer(file.read(), np.uint8, offset=8)
    return images.astype(np.float32) / np.float32(255), classes.astype(np.int64)


def flowers(folders):
    """150 rows of 4 standardized measurements, and their species."""
    with open(find(folders, "iris.csv")) as file:
        rows = list(csv.reader(file))[1:]
    species = sorted({row[4] for row in rows})
    values = np.array([[float(v) for v in row[:4]] for row in rows], np.float32)
    return (values - values.mean(0)) / values.std(0), np.array([species.index(row[4]) for row in rows], np.int64)


def characters(folders):
    """A text as numbers of its characters, and how many different ones there are."""
    with open(find(folders, "tinyshakespeare.txt"), encoding="ascii") as file:
        text = file.read()
    alphabet = sorted(set(text))
    number = {c: i for i, c in enumerate(alphabet)}
    return np.array([number[c] for c in text], np.int64), len(alphabet)


def moons():
    """100 points of two half circles, labels -1 and 1."""
    random = np.random.default_rng(7)
    angle = np.linspace(0, np.pi, 50)
    upper = np.stack([np.cos(angle), np.sin(angle)], 1)
    points = np.concatenate([upper, np.array([1.0, 0.5]) - upper]) + random.normal(0, 0.1, (100, 2))
    return points.astype(np.float32), np.repeat(np.array([-1, 1], np.float32), 50)
