"""Results, the ledger and the splits, changed anywhere, are read or refused in one line."""

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strangers import CHANGES, EXCHANGES, answered, changed, examples, exchange, exchanged, in_folder

import ser
from ser.claims.published import read_published
from ser.errors import DataDamaged, SerError
from ser.experiments import Predictions, read, read_predictions
from ser.results import load_results, read_json, read_table, summary
from ser.splits import committed

ROOT = Path(ser.__file__).resolve().parents[1]
RUNS = ROOT / "results" / "full" / "runs"
RUN = next(path for path in sorted(RUNS.rglob("*.json")) if path.stat().st_size < 60_000)
RECORD, ARRAYS = RUN.read_bytes(), RUN.with_suffix(".npz").read_bytes()
LEDGER = (ROOT / "results" / "published.toml").read_bytes()
ROWS = tomllib.loads(LEDGER.decode())
NAME = "runs/TESS/random/corrected/f0-s0"


@examples(60)
@given(CHANGES)
def test_the_bytes_of_a_record(changes):
    def look(folder):
        found = answered(lambda: read(folder / "f0-s0.json"), named=folder / "f0-s0.json")
        assert isinstance(found, dict | DataDamaged)

    in_folder({"f0-s0.json": changed(RECORD, changes)}, look)


@examples(50)
@given(exchanged(json.loads(RECORD)))
def test_the_parts_of_a_record_up_to_the_table_of_results(record):
    """What `read` lets through, the table of results can use."""

    def look(folder):
        answered(lambda: summary(load_results(folder)), named=f"{NAME}.json")

    in_folder({f"{NAME}.json": record, f"{NAME}.npz": ARRAYS}, look)


@examples(60)
@given(CHANGES)
def test_the_bytes_of_predictions(changes):
    def look(folder):
        found = answered(lambda: read_predictions(folder / "f0.json"), named=folder / "f0.npz")
        if isinstance(found, Predictions):
            assert np.isfinite(found.probabilities).all()
            assert found.predicted.shape == found.truth.shape == found.clips.shape

    in_folder({"f0.npz": changed(ARRAYS, changes)}, look)


@examples(60)
@given(CHANGES)
def test_the_ledger(changes):
    in_folder(
        {"published.toml": changed(LEDGER, changes)},
        lambda folder: answered(lambda: read_published(folder / "published.toml"), named="published.toml"),
    )


@examples(40)
@given(st.sampled_from([(kind, row) for kind in ("claim", "untranscribed") for row in ROWS[kind]]), EXCHANGES)
def test_the_parts_of_the_ledger(row, exchanges):
    kind, fields = row
    one = exchange(fields, exchanges)

    def look(folder):
        path = folder / "published.toml"
        answered(lambda: read_published(path), named="published.toml")

    in_folder({"published.toml": _toml(kind, one)}, look)


def _toml(kind, row):
    """A ledger of one row, as far as TOML can say it."""
    lines = [*(["claim = []"] if kind != "claim" else []), f"[[{kind}]]"]
    for name, value in row.items() if isinstance(row, dict) else ():
        if value is not None:
            lines.append(f"{json.dumps(str(name))} = {_value(value)}")
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _value(value):
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{json.dumps(k)} = {_value(v)}" for k, v in value.items() if v is not None) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value if one is not None) + "]"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value)


@pytest.fixture
def splits(monkeypatch):
    """Return a function that reads one committed split out of a folder."""

    def look(folder):
        monkeypatch.setattr(committed, "FOLDER", folder)
        answered(
            lambda: committed.read_sides("random", "SAVEE", "s0", ["SAVEE/DC_a01", "SAVEE/JK_n30"]),
            named=folder,
        )

    return look


@pytest.mark.parametrize("file", ["random-savee.csv", "index.csv"])
@examples(25)
@given(changes=CHANGES)
def test_the_committed_splits(splits, file, changes):
    held = ROOT / "data" / "splits"
    files = {name: (held / name).read_bytes() for name in ("random-savee.csv", "index.csv")}
    in_folder(files | {file: changed(files[file], changes)}, splits)


@examples(40)
@given(changes=CHANGES, name=st.sampled_from(["facts.json", "channel.csv"]))
def test_the_facts(changes, name):
    content = (RUNS.parent / "facts" / name).read_bytes()
    reader = read_json if name.endswith("json") else read_table
    in_folder(
        {name: changed(content, changes)}, lambda folder: answered(lambda: reader(folder / name), named=name)
    )


def test_a_reader_that_lets_another_error_through_is_found():
    with pytest.raises(KeyError):
        answered(lambda: {}["x"])
    with pytest.raises(AssertionError, match="not one line"):
        answered(lambda: (_ for _ in ()).throw(SerError("two\nlines")))
