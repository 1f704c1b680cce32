"""What strangers may send: changed bytes, JSON with parts exchanged, and how a reader has to answer."""

import copy
import json
import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from ser.errors import SerError

TIMES = max(int(os.environ.get(name) or 1) for name in ("FUZZ", "FAULTS"))
"""FAULTS=10 or FUZZ=10 tries ten times as many, and others than in the short form."""


def examples(number):
    """Settings of hypothesis for so many examples; without FAULTS and FUZZ the same ones every time."""
    return settings(
        max_examples=number * TIMES,
        deadline=None,
        derandomize=TIMES == 1,
        database=None,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
        ],
    )


_PIECES = st.one_of(
    st.binary(min_size=1, max_size=6),
    st.sampled_from(
        [b"\0" * 4, b"\xff" * 4, b"\xff\xff\xff\x7f", b"\x80", b"\n", b'"', b"{", b"[", b",", b"NaN", b"../"]
    ),
)
CHANGES = st.tuples(
    st.lists(
        st.tuples(st.floats(0, 1), _PIECES, st.sampled_from(["replace", "insert", "delete"])), max_size=5
    ),
    st.one_of(st.none(), st.floats(0, 1)),
)
"""Places in a file, as shares of its length, what comes there and how; and where it is cut off."""

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, -1, 1, 8, 10**9, 2**63, 10**30, 0.5, -1e308, float("nan"), float("inf")]),
    st.sampled_from(
        ["", "x", "../../x", "/etc/passwd", "a\nb", "\x1b[2J", "\0", "TESS", "\u017f", "\u0661", "x" * 5_000]
    ),
    st.sampled_from([[], {}, [[]], [None], {"x": 1}, [0] * 100, {"class_name": "system", "module": "os"}]),
).map(copy.deepcopy)
"""Values that are valid JSON and seldom what is wanted."""


def changed(content, changes):
    """Return bytes with `CHANGES` made to them."""
    made = bytearray(content)
    for share, new, how in changes[0]:
        place = int(share * len(made))
        made[place : place if how == "insert" else place + len(new)] = b"" if how == "delete" else new
    return bytes(made if changes[1] is None else made[: int(changes[1] * len(made))])


EXCHANGES = st.lists(
    st.tuples(
        st.lists(st.integers(0, 10**6), min_size=1, max_size=6),
        st.sampled_from(["exchange", "take out", "add"]),
        st.sampled_from(["__class__", "more", "path", "kind"]),
        ODD,
    ),
    min_size=1,
    max_size=3,
)
"""Ways to parts of JSON, and what becomes of each: an odd value, nothing, or one more part beside it."""


def exchanged(held):
    """Return a strategy of copies of JSON `held` with some of its parts exchanged for odd ones, taken out or added."""
    return EXCHANGES.map(lambda exchanges: exchange(held, exchanges))


def exchange(held, exchanges):
    """Return a copy of JSON `held` with `EXCHANGES` made to it."""
    made = copy.deepcopy(held)
    for steps, how, name, odd in exchanges:
        place, inside = None, made
        for step in steps:
            if not isinstance(inside, dict | list) or not inside:
                break
            keys = sorted(inside) if isinstance(inside, dict) else range(len(inside))
            place, key = inside, keys[step % len(keys)]
            inside = place[key]
        new = copy.deepcopy(odd)
        if place is None:
            made = new
        elif how == "take out":
            del place[key]
        elif how == "add" and isinstance(place, dict):
            place[name] = new
        else:
            place[key] = new
    return made


def answered(read, *, named="", kinds=(SerError,)):
    """Return what `read()` gives, or the error of ours; any other error, or one of several lines, fails.

    `named` stands in the line of an error.
    """
    try:
        return read()
    except kinds as error:
        line = str(error)
        assert line and line.isprintable(), f"not one line: {line!r}"
        assert str(named) in line, f"{named} is not named: {line}"
        assert len(line) < 2_000, "a line nobody reads"
        return error


def in_folder(files, read):
    """Write {name: bytes} into a folder of their own and return `read(folder)`."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, content in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return read(folder)


class Files(dict):
    """{path: bytes}, which a failing test does not print."""

    def __repr__(self):
        return f"<{len(self)} files>"


def contents(folder):
    """Return {path: bytes} of the files below a folder, without the seals that tell an altered file.

    Who makes a file up leaves them out, or makes them fit.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return Files((path.relative_to(folder).as_posix(), _unsealed(path)) for path in paths)


def copied(folder, to):
    """Copy a folder as `contents` has it, and return the copy."""
    for name, content in contents(folder).items():
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        (to / name).write_bytes(content)
    return to


def _unsealed(path):
    content = path.read_bytes()
    if path.suffix == ".onnx":
        return content.replace(b"\n\x04seal\x12@", b"\n\x04SEAL\x12@")
    held = json.loads(content) if path.suffix == ".json" else None
    if not isinstance(held, dict):
        return content
    return json.dumps({name: held[name] for name in held if name not in ("seal", "files", "parts")}).encode()
