"""`ser claims`: the ledger on the command line, and recording of verdicts."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.commands import claims, main, places

ROOT = Path(__file__).parents[2]


@pytest.fixture
def results(tmp_path, monkeypatch):
    """A results folder with one run of the profile full and the project's ledger."""
    shutil.copyfile(ROOT / "results" / "published.toml", tmp_path / "published.toml")
    leave(tmp_path / "full", "all/random/published/f0-s0", np.arange(96) % 4 > 0, clips_of(range(1, 25)))
    monkeypatch.setattr(places, "RESULTS", tmp_path)
    monkeypatch.setattr(claims, "results_folder", lambda profile: tmp_path / profile)
    return tmp_path


def test_the_ledger_is_printed_and_changes_are_named(results, capsys):
    assert main(["claims"]) == 0
    told = capsys.readouterr().out
    assert "C1  partly tested, so far below it" in told
    assert "changed: C1: recorded" in told
    assert "`ser claims --record`" in told
    for what in ("tables", "split", "optimiser", "epochs"):
        assert f"--  paper, {what}: not transcribed yet" in told.splitlines()


def test_recorded_verdicts_are_no_change_any_more(results, capsys):
    assert main(["claims", "--record"]) == 0
    capsys.readouterr()
    assert main(["claims"]) == 0
    assert "Every verdict is the recorded one." in capsys.readouterr().out


def test_only_the_full_profile_is_recorded(results, capsys):
    before = (results / "published.toml").read_bytes()
    assert main(["claims", "--profile", "quick", "--record"]) == 2
    assert "expected full" in capsys.readouterr().err
    assert (results / "published.toml").read_bytes() == before


def test_results_elsewhere_are_held_to_the_project_s_ledger_which_stays_as_it_is(results, capsys):
    (results / "published.toml").unlink()
    before = (ROOT / "results" / "published.toml").read_bytes()
    assert main(["claims"]) == 0
    assert "C1  partly tested, so far below it" in capsys.readouterr().out
    assert main(["claims", "--record"]) == 2
    assert "has no ledger" in capsys.readouterr().err
    assert (ROOT / "results" / "published.toml").read_bytes() == before
