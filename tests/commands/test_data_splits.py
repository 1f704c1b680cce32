"""`ser data splits`: what is printed, what is compared, what is written."""

from pathlib import Path

import pytest

import ser.splits
from ser.commands import main
from ser.splits import committed


@pytest.fixture(scope="module")
def dealt():
    """The splits of the smallest corpus."""
    return [part for part in ser.splits.tables() if part[1] == "SAVEE"]


@pytest.fixture
def few(dealt, tmp_path, monkeypatch):
    """The splits of the smallest corpus alone, committed in a folder that a test may change."""
    folder = tmp_path / "splits"
    committed.write_all(folder, {(name, corpus): table for name, corpus, table in dealt})
    monkeypatch.setattr(committed, "FOLDER", folder)
    monkeypatch.setattr(ser.splits, "tables", lambda: iter(dealt))
    return folder


def test_a_line_for_each_split_and_corpus_says_what_the_sides_share(capsys):
    assert main(["data", "splits"]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = {tuple(line.split()[:2]): " ".join(line.split()[2:]) for line in lines[1:-2]}
    assert lines[0].split() == [
        "split",
        "tested",
        "train",
        "validation",
        "test",
        "corpus",
        "speaker",
        "text",
        "take",
        "file",
    ]
    assert len(rows) == 19
    assert rows["speaker", "TESS"] == "2 folds 1260 140 1400 100% 0% 100% 0% 0%"
    assert rows["speaker", "RAVDESS"] == "5 folds 900-960 240 240-300 100% 0% 100% 0% 0%"
    assert rows["text", "RAVDESS"] == "2 folds 630 90 720 100% 100% 0% 0% 0%"
    assert rows["corpus", "SAVEE"] == "1 fold 3543 505 480 0% 0% 0% 0% 0%"
    assert 80 < float(rows["random", "RAVDESS"].split()[-2].removesuffix("%")) < 95
    assert "share of the test clips" in lines[-2]


def test_the_table_beside_the_files_is_the_one_that_is_printed(capsys):
    main(["data", "splits"])
    printed = [line.split() for line in capsys.readouterr().out.splitlines()[1:-2]]
    text = (Path(committed.FOLDER) / "README.md").read_text(encoding="utf-8")
    cells = [
        line.strip("| ").replace("`", "").split(" | ") for line in text.splitlines() if line.endswith("% |")
    ]
    assert [" ".join(row).split() for row in cells] == printed


def test_committed_files_that_are_as_dealt_out_are_said_to_be(few, capsys):
    assert main(["data", "splits", "--check"]) == 0
    assert "5 files, 19 folds and seeds" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.unlink(), "random-savee.csv: missing"),
        (
            lambda path: path.write_text(path.read_text().replace("test", "train", 1)),
            "random-savee.csv, line ",
        ),
        (
            lambda path: (path.parent / "index.csv").write_text("version\n"),
            "index.csv, line 1: received 'version'",
        ),
        (lambda path: (path.parent / "mine.csv").write_text("clip\n"), "mine.csv: no split has this name"),
    ],
)
def test_the_first_difference_is_named_and_is_exit_status_1(few, capsys, spoil, words):
    spoil(few / "random-savee.csv")
    assert main(["data", "splits", "--check"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    (line,) = shown.err.splitlines()
    assert line.startswith(f"ser data splits: {few}: {words}")
    assert "`ser data splits --write`" in line


def test_writing_mends_what_differs(few, capsys):
    before = {path.name: path.read_bytes() for path in few.iterdir()}
    (few / "random-savee.csv").unlink()
    (few / "index.csv").write_text("")
    assert main(["data", "splits", "--write"]) == 0
    assert str(few) in capsys.readouterr().out
    assert {path.name: path.read_bytes() for path in few.iterdir()} == before
    assert main(["data", "splits", "--check"]) == 0


def test_a_file_that_is_missing_is_one_line_and_exit_status_2(few, capsys):
    (few / "index.csv").unlink()
    assert main(["data", "splits"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "no split file" in line and "`ser data splits --write`" in line


def test_check_and_write_are_not_done_at_once(capsys):
    with pytest.raises(SystemExit):
        main(["data", "splits", "--check", "--write"])
    assert "not allowed with" in capsys.readouterr().err
