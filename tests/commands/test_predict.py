"""What `ser predict` says of the model it used."""

import pytest

from ser.commands import predict
from ser.commands.places import HEADLINE_MODEL
from ser.splits import NAMES, speakers_apart


@pytest.mark.parametrize("name", NAMES)
def test_whose_voices_the_test_accuracy_is_of(name):
    told = predict._describe({"split": {"name": name}, "test": {"accuracy": 0.5}})
    if speakers_apart(name):
        assert told.endswith("test accuracy 0.500 on speakers it was not trained on")
    else:
        assert "test accuracy 0.500 on speakers it was trained on; how often it is right on unseen" in told


def _described(arm, **data):
    return predict._describe(
        {"arm": arm, "split": {"name": "random"}, "data": data, "test": {"accuracy": 0.5}}
    )


def test_the_figure_on_unseen_speakers_is_that_of_the_model_card():
    """It stands in the card beside the model that `ser predict` takes by default."""
    told = _described("corrected")
    share = told.partition(" on unseen speakers;")[0].rpartition(" has ")[2]
    card = (HEADLINE_MODEL / "README.md").read_text(encoding="utf-8")
    line = next(line for line in card.splitlines() if line.startswith("| unseen speakers of RAVDESS"))
    assert line.split(" | ")[1].startswith(f"{share} (") and len(share) == 5
    assert told.endswith("whoever speaks in a recording of your own is an unseen speaker")


@pytest.mark.parametrize("content", [None, "", "arm\ncorrected\n", "\0", b"\xff"])
def test_without_that_figure_it_is_said_that_a_user_is_unseen(monkeypatch, tmp_path, content):
    monkeypatch.setattr(predict, "SUMMARY", tmp_path / "summary.csv")
    if content is not None:
        (tmp_path / "summary.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    told = _described("corrected")
    assert "was not measured, and whoever speaks in a recording of your own is an unseen speaker" in told
    assert "unseen" not in _described("corrected", demo=True)


def test_the_splits_that_keep_speakers_apart_are_those_of_the_step_below():
    assert tuple(name for name in NAMES if speakers_apart(name)) == predict.APART
