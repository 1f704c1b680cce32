"""`ser compare`: another system beside an arm of ours, as a researcher meets it."""

import numpy as np
import pandas as pd
import pytest
from made_runs import ANGRY, HAPPY, clips_of, leave

from ser.commands import main, places
from ser.corpora import EMOTIONS

CLIPS = clips_of(range(1, 25))


@pytest.fixture
def answers(tmp_path, monkeypatch):
    """A results folder with one run, three quarters right; the path of a file that is right everywhere."""
    monkeypatch.setattr(places, "RESULTS", tmp_path)
    leave(tmp_path / "full", "RAVDESS/speaker/corrected/f0-s0", np.arange(96) % 4 > 0, CLIPS)
    said = [EMOTIONS[HAPPY if "-01-03-" in clip else ANGRY] for clip in CLIPS]
    pd.DataFrame({"clip": CLIPS, "predicted": said}).to_csv(tmp_path / "mine.csv", index=False)
    return tmp_path / "mine.csv"


def test_both_figures_the_difference_and_what_they_rest_on(answers, capsys):
    assert main(["compare", str(answers)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "RAVDESS, speaker split: 96 clips, 24 speakers, 1 seed; 95% intervals over speakers"
    assert lines[2].split()[:2] == ["yours", "1.000"]
    assert lines[3].split()[:2] == ["corrected", "0.750"]
    assert lines[4].split()[:2] == ["difference", "+0.250"]
    assert lines[5] == "by accuracy: better; by UAR: better"
    assert "no noise band" in lines[6]
    assert "What the intervals speak of: other speakers." in " ".join(lines)
    assert lines[-1] == "The runs of corrected rest on 96 clips (RAVDESS 96 of 1,440)."


def test_what_has_not_been_run_is_refused_with_what_has(answers, capsys):
    assert main(["compare", str(answers), "--arm", "published"]) == 2
    assert "no run of published on RAVDESS, speaker; expected one of corrected" in capsys.readouterr().err
    assert main(["compare", str(answers), "--data", "TESS"]) == 2
    assert "expected data and a split that have been run" in capsys.readouterr().err
    assert not list(answers.parent.glob("*.part*"))
