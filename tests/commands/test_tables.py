"""`ser tables`: what it writes, what it says, and how it refuses."""

import json

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.commands import main, places, tables
from ser.results import load_results


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The results folder of the profile `full`, with one run."""
    monkeypatch.setattr(places, "RESULTS", tmp_path)
    right = np.arange(48) % 3 > 0
    leave(tmp_path / "full", "RAVDESS/random/corrected/f0-s0", right, clips_of(range(1, 13)), found=1440)
    return tmp_path / "full"


def test_it_writes_the_tables_and_says_what_they_rest_on(folder, capsys):
    assert main(["tables"]) == 0
    told = capsys.readouterr().out
    written = sorted((folder / "tables").glob("*.csv"))
    assert f"{len(written)} tables of 1 runs in {folder / 'tables'}" in told
    assert "1,440 clips (RAVDESS 1,440 of 1,440)" in told
    before = {path.name: path.read_bytes() for path in written}
    assert main(["tables", "--profile", "full"]) == 0
    assert {path.name: path.read_bytes() for path in written} == before


def test_it_says_which_figures_moved(folder, capsys):
    assert main(["tables"]) == 0
    assert "moved" not in capsys.readouterr().out
    # Another corpus: twice the clips, half as many of the new ones right.
    right = np.concatenate([np.arange(48) % 3 > 0, np.arange(48) % 3 == 0])
    leave(folder, "RAVDESS/random/corrected/f0-s0", right, clips_of(range(1, 25)), found=1440)
    leave(folder, "RAVDESS/random/svm/f0-s0", right, clips_of(range(1, 25)), found=1440)
    assert main(["tables"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("moved: ")]
    assert len(lines) == 2
    assert "RAVDESS, random split, corrected: accuracy 0.667 → 0.500" in lines[0]
    assert lines[0].endswith("clips 48 → 96")
    assert "RAVDESS, random split, svm: new, accuracy 0.500" in lines[1]
    (folder / "runs" / "RAVDESS" / "random" / "svm" / "f0-s0.json").unlink()
    assert main(["tables"]) == 0
    assert "moved: RAVDESS, random split, svm: no longer run" in capsys.readouterr().out


def test_the_mark_of_the_demo_corpus_does_not_stand_in_the_way(folder, capsys):
    leave(folder, "RAVDESS/random/corrected/f0-s0", np.ones(48, bool), clips_of(range(1, 13)), demo=True)
    for _ in range(2):
        assert main(["tables"]) == 0
    assert (folder / "tables" / "summary.csv").read_text().startswith("# demo corpus")
    assert "moved" not in capsys.readouterr().out


def test_a_table_that_cannot_be_read_is_named(folder, capsys):
    assert main(["tables"]) == 0
    (folder / "tables" / "summary.csv").write_text("data,split\nRAVDESS,random\n")
    assert main(["tables"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "summary.csv" in line and "ser tables" in line


def test_a_table_with_a_word_for_a_number_is_named(folder, capsys):
    assert main(["tables"]) == 0
    path = folder / "tables" / "summary.csv"
    path.write_text(path.read_text().replace(",1,", ",one,"))
    assert main(["tables"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "summary.csv" in line and "ser tables" in line


def test_without_runs_it_names_the_command_that_makes_them(folder, capsys):
    assert main(["tables", "--profile", "quick"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "no results in" in line and "ser experiments run" in line
    assert not (folder.parent / "quick").exists()


def test_an_unknown_profile_is_refused(folder, capsys):
    assert main(["tables", "--profile", "huge"]) == 2
    assert "unknown profile 'huge'" in capsys.readouterr().err


def test_a_card_is_written_with_the_tables_or_taken_away(folder, capsys):
    """A model whose run is another by now keeps no card that speaks of the old one."""
    model = folder / "models" / "corrected"
    model.mkdir(parents=True)
    about = {"run": "RAVDESS/random/corrected/f0-s0", "key": "another"}
    (model / "config.json").write_text(json.dumps(about))
    (model / "README.md").write_text("of the old one")
    tables.write(folder, load_results(folder))
    assert not (model / "README.md").exists()
