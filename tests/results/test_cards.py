import json

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.results import load_results, write_cards

RUN = "all/random/corrected/f0-s0"


@pytest.fixture
def home(tmp_path):
    """A results folder with one headline run, a run on unseen speakers, and a model folder beside them."""
    clips = clips_of(range(1, 25))
    leave(tmp_path, RUN, np.arange(len(clips)) % 4 > 0, clips)
    record = json.loads((tmp_path / "runs" / f"{RUN}.json").read_text())
    folder = tmp_path / "models" / "corrected"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"run": RUN, "key": record["key"]}))
    return tmp_path


def _card(home):
    (written,) = write_cards(load_results(home), home / "models")
    assert written == home / "models" / "corrected" / "README.md"
    assert [path.name for path in sorted(written.parent.iterdir())] == ["README.md", "config.json"]
    return written.read_text()


def test_a_card_names_data_licence_protocol_figures_and_limits(home):
    card = _card(home)
    for words in (
        "RAVDESS",
        "CC BY-NC-SA 4.0",
        "split `random`",
        "0.750 (",
        "Not for decisions about people",
    ):
        assert words in card
    assert (
        "| unseen speakers of RAVDESS (another training of the same arm, on RAVDESS alone) | not run |"
        in card
    )


def test_unseen_speakers_stand_beside_random_clips_once_they_are_run(home):
    clips = clips_of(range(1, 5))
    leave(home, "RAVDESS/speaker/corrected/f0-s0", np.arange(len(clips)) % 4 > 1, clips)
    (line,) = [line for line in _card(home).splitlines() if line.startswith("| unseen speakers")]
    assert "0.500 (" in line and "4 speakers, 1 fold, 1 seed" in line


def test_a_model_of_another_run_gets_no_card_and_loses_an_old_one(home):
    _card(home)
    folder = home / "models" / "corrected"
    (folder / "config.json").write_text(json.dumps({"run": RUN, "key": "1" * 16}))
    assert write_cards(load_results(home), home / "models") == []
    assert not (folder / "README.md").exists()
