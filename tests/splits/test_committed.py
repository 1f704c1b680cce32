import csv
import hashlib
import os
from pathlib import Path

import pytest

from ser.corpora import CORPORA, EMOTIONS
from ser.errors import BadValue, DataDamaged
from ser.splits import SEEDED, SIDES, committed, expected_clips, make_split, tables

INDEX_OF_VERSION = {1: "8c47e51d2388097301d97a4c9aaf5cb526eb223a399b9a7964857ceb8fc4fa92"}
"""SHA-256 of index.csv, which holds a hash of every column: whoever changes a split raises VERSION."""

FILE = "random-savee.csv"


@pytest.fixture(scope="module")
def dealt():
    return {(name, corpus): table for name, corpus, table in tables()}


@pytest.fixture(scope="module")
def index():
    with (committed.FOLDER / "index.csv").open(newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def few(dealt):
    """Two of the committed splits of the smallest corpus."""
    return {(name, "SAVEE"): dealt[name, "SAVEE"] for name in ("random", "speaker")}


@pytest.fixture
def copy(few, tmp_path, monkeypatch):
    """A folder with a few of the committed files that a test may damage, read in place of the real one."""
    folder = tmp_path / "splits"
    committed.write_all(folder, few)
    monkeypatch.setattr(committed, "FOLDER", folder)
    return folder


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


# what the manifests say


def test_the_label_order_is_frozen():
    assert EMOTIONS == ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")


def test_clips_by_corpus_emotion_and_speaker_are_those_published(whole_table):
    counts = whole_table.groupby(["corpus", "speaker", "emotion"]).size().unstack(fill_value=0)
    expected = {
        "RAVDESS": ({emotion: 4 if emotion == "neutral" else 8 for emotion in EMOTIONS}, 24),
        "TESS": ({emotion: 0 if emotion == "calm" else 200 for emotion in EMOTIONS}, 2),
        "SAVEE": ({emotion: {"calm": 0, "neutral": 30}.get(emotion, 15) for emotion in EMOTIONS}, 4),
    }
    for corpus, (by_emotion, speakers) in expected.items():
        part = counts.loc[corpus]
        assert set(part.index) == set(CORPORA[corpus].speakers)
        assert len(part) == speakers
        assert all(row == by_emotion for row in part.to_dict("index").values())
    total = whole_table["emotion"].value_counts().to_dict()
    assert total == dict.fromkeys(EMOTIONS, 652) | {"neutral": 616, "calm": 192}


def test_expected_clips_are_those_of_the_manifest(parts):
    for corpus, clips in parts.items():
        assert sorted(expected_clips(corpus)["clip"]) == sorted(clips["clip"])


# the committed files


def test_the_files_are_what_is_dealt_out_anew(dealt):
    assert list(committed.differences(committed.FOLDER, dealt)) == []


def test_the_files_are_byte_for_byte_what_is_written(dealt, tmp_path):
    committed.write_all(tmp_path / "new", dealt)
    names = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert names == sorted(path.name for path in committed.FOLDER.glob("*.csv"))
    for name in names:
        assert (tmp_path / "new" / name).read_bytes() == (committed.FOLDER / name).read_bytes(), name


def test_a_committed_split_never_changes_without_a_new_version():
    """Trained runs rest on them."""
    found = hashlib.sha256((committed.FOLDER / "index.csv").read_bytes()).hexdigest()
    assert found == INDEX_OF_VERSION[committed.VERSION]


def test_the_index_lists_every_column_with_its_counts_and_hash(index):
    listed = {(row["split"], row["corpus"]): [] for row in index}
    for row in index:
        listed[row["split"], row["corpus"]].append(row["column"])
        path = committed.FOLDER / f"{row['split']}-{row['corpus'].lower()}.csv"
        with path.open(newline="") as handle:
            held = [(line["clip"], line[row["column"]]) for line in csv.DictReader(handle)]
        assert row["version"] == "1"
        assert [sum(side == wanted for _, side in held) for wanted in SIDES] == [int(row[s]) for s in SIDES]
        # Written out here, so that anybody can do the same without this package.
        lines = sorted(f"{clip}\t{side}" for clip, side in held if side)
        assert row["hash"] == hashlib.sha256("\n".join(lines).encode()).hexdigest()
    files = {path.name for path in committed.FOLDER.glob("*.csv")} - {"index.csv"}
    assert files == {f"{name}-{corpus.lower()}.csv" for name, corpus in listed}
    for (name, corpus), columns in listed.items():
        with (committed.FOLDER / f"{name}-{corpus.lower()}.csv").open() as handle:
            assert handle.readline().strip().split(",") == ["clip", *columns]


def test_the_hash_of_a_split_is_that_of_the_index_when_all_clips_are_there(single_case, split_of, index):
    name, corpus, number = single_case
    column = f"{'s' if name in SEEDED else 'f'}{number}"
    (row,) = [row for row in index if (row["split"], row["corpus"], row["column"]) == (name, corpus, column)]
    split = split_of(single_case)
    assert split.hash == row["hash"]
    assert [len(getattr(split, side)) for side in SIDES] == [int(row[side]) for side in SIDES]


def test_a_clip_less_is_another_hash(parts, split_of):
    fewer = make_split("random", parts["SAVEE"][1:])
    assert fewer.hash != split_of(("random", "SAVEE", 0)).hash


# read


def test_sides_are_read_for_the_clips_asked_for(copy):
    clips = ["SAVEE/JE_d04", "SAVEE/DC_a01"]
    sides = committed.read_sides("random", "SAVEE", "s0", clips)
    assert sides.to_dict() == {"SAVEE/JE_d04": "train", "SAVEE/DC_a01": "validation"}


def test_a_clip_without_a_side_takes_no_part(copy, few):
    some = dict(few)
    some["random", "SAVEE"] = few["random", "SAVEE"].replace({"s0": {"validation": ""}})
    committed.write_all(copy, some)
    clips = ["SAVEE/JE_d04", "SAVEE/DC_a01"]
    assert list(committed.read_sides("random", "SAVEE", "s0", clips).index) == ["SAVEE/JE_d04"]
    assert list(committed.read_sides("random", "SAVEE", "s1", clips).index) == clips


def test_a_column_that_is_not_committed_is_refused(refuses):
    with refuses(BadValue, "'random' on SAVEE", "received s9", "s0, s1, s2, s3, s4", "holds no other"):
        committed.read_sides("random", "SAVEE", "s9", [])


@pytest.mark.parametrize("name", [FILE, "index.csv"])
def test_a_missing_file_is_named_with_what_to_do(copy, parts, refuses, name):
    """And nothing is dealt out in its place from the clips at hand, which would be another split."""
    (copy / name).unlink()
    with refuses(DataDamaged, copy / name, "expected it in a checkout", "`ser data splits --write`"):
        make_split("random", parts["SAVEE"])


DAMAGE = {
    "empty": (FILE, lambda path: path.write_bytes(b"")),
    "not text": (FILE, lambda path: path.write_bytes(b"\xff\xfe\x00clip")),
    "cut short": (FILE, lambda path: path.write_bytes(path.read_bytes()[:4000])),
    "a line more": (
        FILE,
        lambda path: path.write_text(path.read_text() + "SAVEE/DC_x99,test,test,test,test,test\n"),
    ),
    "a line too long": (FILE, lambda path: path.write_text(path.read_text() + "a,b,c,d,e,f,g,h\n")),
    "a clip twice": (
        FILE,
        lambda path: path.write_text(path.read_text() + path.read_text().splitlines()[-1]),
    ),
    "a clip moved": (FILE, lambda path: _edit(path, "train", "test")),
    "another word": (FILE, lambda path: _edit(path, "train", "dev")),
    "a seed renamed": (FILE, lambda path: _edit(path, "s1", "s7")),
    "no column clip": (FILE, lambda path: _edit(path, "clip", "name")),
    "another hash": ("index.csv", lambda path: _edit(path, "a471ee3a", "b471ee3a")),
    "another version": ("index.csv", lambda path: path.write_text(path.read_text().replace("\n1,", "\n2,"))),
    "no column hash": ("index.csv", lambda path: _edit(path, "hash", "sum")),
    "an empty index": ("index.csv", lambda path: path.write_bytes(b"")),
    "a header alone": ("index.csv", lambda path: path.write_text(path.read_text().splitlines()[0])),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_refused(copy, parts, refuses, damage):
    name, spoil = DAMAGE[damage]
    spoil(copy / name)
    with refuses(DataDamaged, copy, "restore data/splits", "`ser data splits --write`"):
        make_split("random", parts["SAVEE"])
    # The other files are as they were.
    if name == FILE:
        make_split("speaker", parts["SAVEE"])


@pytest.mark.parametrize(
    ("name", "column", "broken"),
    [
        ("repetition", "s0", "sentence"),
        ("text", "f0", "text"),
        ("speaker", "f0", "speaker"),
        ("speaker-6", "f0", "speaker"),
    ],
)
def test_a_file_that_breaks_its_promise_is_refused_though_its_hash_is_right(
    dealt, parts, tmp_path, monkeypatch, refuses, name, column, broken
):
    table = dealt[name, "RAVDESS"].copy()
    first = table.index[table[column] == "train"][0]
    table.loc[first, column] = "test"
    committed.write_all(tmp_path, {(name, "RAVDESS"): table})
    monkeypatch.setattr(committed, "FOLDER", tmp_path)
    with refuses(DataDamaged, f"split {name}, fold 0: {broken} ", "is in train and in test"):
        make_split(name, parts["RAVDESS"])


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_the_difference_that_is_named(copy, few, damage):
    name, spoil = DAMAGE[damage]
    spoil(copy / name)
    (line,) = committed.differences(copy, few)
    assert line.startswith(f"{name}, line ")
    assert "received" in line and "expected" in line
    committed.write_all(copy, few)
    assert list(committed.differences(copy, few)) == []


def test_files_too_many_and_too_few_are_named(copy, few):
    (copy / FILE).rename(copy / "my-savee.csv")
    assert list(committed.differences(copy, few)) == [
        f"{FILE}: missing",
        "my-savee.csv: no split has this name",
    ]


def test_line_ends_of_another_system_are_no_difference(copy, few, parts):
    for path in sorted(copy.glob("*.csv")):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert list(committed.differences(copy, few)) == []
    make_split("random", parts["SAVEE"])


def test_writing_leaves_no_half_file(copy, few, monkeypatch):
    before = {path.name: path.read_bytes() for path in copy.iterdir()}

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        committed.write_all(copy, {("random", "SAVEE"): few["random", "SAVEE"].assign(s0="train")})
    assert {path.name: path.read_bytes() for path in copy.glob("*.csv")} == {
        name: content for name, content in before.items() if name.endswith(".csv")
    }
