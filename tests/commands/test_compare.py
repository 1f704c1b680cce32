"""`ser compare`: another system beside an arm of ours, as a researcher meets it."""

import numpy as np
import pandas as pd
import pytest
from made_runs import ANGRY, HAPPY, clips_of, leave

from ser.commands import main, places
from ser.corpora import EMOTIONS
from ser.experiments import VOTE
from ser.results import load_results, select
from ser.results.voting import vote

CLIPS = clips_of(range(1, 25))


@pytest.fixture
def answers(tmp_path, monkeypatch):
    """A results folder with one run, three quarters right; the path of a file that is right everywhere."""
    monkeypatch.setattr(places, "RESULTS", tmp_path)
    leave(tmp_path / "full", "RAVDESS/speaker/corrected/f0-s0", np.arange(96) % 4 > 0, CLIPS)
    said = [EMOTIONS[HAPPY if "-01-03-" in clip else ANGRY] for clip in CLIPS]
    table = pd.DataFrame({"clip": CLIPS, "predicted": said, "note": "mine"})
    table.to_csv(tmp_path / "mine.csv", index=False)
    return tmp_path / "mine.csv"


def test_both_figures_the_difference_and_what_they_rest_on(answers, capsys):
    assert main(["compare", str(answers)]) == 0
    out, error = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == "RAVDESS, speaker split: 96 clips, 24 speakers; yours 1 seed, corrected 1 seed"
    assert lines[2].split()[:2] == ["yours", "1.000"]
    assert lines[3].split()[:2] == ["corrected", "0.750"]
    assert lines[4].split()[:2] == ["difference", "+0.250"]
    assert lines[5].split() == ["p", "<", "0.001"] * 2
    assert lines[6].split() == ["has", "to", "pass", "not", "known", "not", "known"]
    assert lines[7].split() == ["so", "better", "better"]
    text = " ".join(lines)
    assert "Luck with the seeds is not known" in text
    assert "Intervals are over speakers and speak of other speakers; p is over speakers" in text
    assert lines[-1] == "The runs of corrected rest on 96 clips (RAVDESS 96 of 1,440)."
    assert error == "note: passed over: the columns note\n"


def test_what_has_not_been_run_is_refused_with_what_has(answers, capsys):
    assert main(["compare", str(answers), "--arm", "published"]) == 2
    assert (
        "no run of published on RAVDESS, speaker; expected one of the arms corrected"
        in capsys.readouterr().err
    )
    # Runs of an arm that the table no longer has come last, as in the tables.
    for arm in ("left-the-table", "published"):
        leave(answers.parent / "full", f"RAVDESS/speaker/{arm}/f0-s0", np.arange(96) % 4 > 0, CLIPS)
    assert main(["compare", str(answers), "--arm", "publshed"]) == 2
    assert "one of the arms published, corrected, left-the-table" in capsys.readouterr().err
    assert main(["compare", str(answers), "--data", "TESS"]) == 2
    assert "expected one of the places RAVDESS, speaker" in capsys.readouterr().err


def _leave_members(folder, split="speaker"):
    """Runs of the members of the vote; two of them train on the validation side too."""
    for arm in VOTE:
        training = {"fit_on": "train+validation"} if arm.endswith("-copies") else {}
        config = {"model": {}, "features": {}, "training": training}
        right = np.arange(96) % (2 + VOTE.index(arm)) > 0
        leave(folder / "full", f"RAVDESS/{split}/{arm}/f0-s0", right, CLIPS, split_hash="one", config=config)


def test_the_vote_is_computed_from_the_runs_of_its_members(answers, capsys):
    assert main(["compare", str(answers), "--arm", "vote"]) == 2
    error = capsys.readouterr().err
    assert "no vote on RAVDESS, speaker; expected runs of all its members; there are none of" in error
    _leave_members(answers.parent)
    assert main(["compare", str(answers), "--arm", "vote"]) == 0
    out = capsys.readouterr().out
    (expected,) = vote(select(load_results(answers.parent / "full"), arm=VOTE))
    share = (expected.predictions.predicted == expected.predictions.truth).mean()
    line = next(line.split() for line in out.splitlines() if line.startswith("vote "))
    assert float(line[1]) == pytest.approx(share, abs=1e-3)
    text = " ".join(out.split())
    assert (
        "The networks of corrected-copies, log-mel-copies of the vote that are tested here train on the"
        in text
    )
    assert main(["compare", str(answers), "--arm", "votes"]) == 2
    assert capsys.readouterr().err.rstrip().endswith(", vote")


def test_what_was_trained_on_the_validation_side_too_is_said(answers, capsys):
    _leave_members(answers.parent)
    assert main(["compare", str(answers), "--arm", "log-mel-copies"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "The networks of log-mel-copies that are tested here train on the validation side too" in text
    assert main(["compare", str(answers), "--arm", "best-speaker"]) == 0
    assert "validation side" not in capsys.readouterr().out
