from dataclasses import replace

import pytest
from made_runs import clips_of, leave

from ser.pages import one_emotion
from ser.results import load_results, select
from ser.results.stopping import Stopping

LEARNT = ((98, 0.754), (105, 0.720))
STOPPED = Stopping((17, 105), (15, 16), (0.4, 0.5), (0.1, 0.3), (17, 18, 19), LEARNT)
AWAKE = replace(STOPPED, silent=(), others=LEARNT * 2)


def test_protocols_with_a_silent_run_are_told_and_no_other(monkeypatch):
    asked = []
    found = {"speaker": STOPPED, "random": AWAKE}
    monkeypatch.setattr(one_emotion, "select", lambda results, **place: asked.append(place) or place["split"])
    monkeypatch.setattr(one_emotion, "stopping", found.get)
    silent = one_emotion.silent([], "published", "RAVDESS")
    assert silent == {"on unseen speakers": STOPPED}
    assert all((one["arm"], one["data"]) == ("published", "RAVDESS") for one in asked)
    assert one_emotion.told(silent, "RAVDESS") == (
        "On RAVDESS alone, 3 of 5 runs of the published code on unseen speakers name one emotion for every clip: "
        "its schedule stops it before it can answer"
    )
    assert one_emotion.brief(STOPPED, "RAVDESS").endswith("for every clip in 3 of 5 runs")


def test_where_none_is_silent_that_is_told():
    assert one_emotion.silent([], "published", "TESS") == {}
    for none in (None, AWAKE):
        assert "can stop before" in one_emotion.brief(none, "TESS")
    assert one_emotion.told({}, "TESS").startswith("No run of the published code on TESS alone")


def test_why_the_published_code_is_left_out_is_told_with_its_runs():
    found = {
        "on unseen speakers": STOPPED,
        "on random clips": replace(STOPPED, silent=(17, 18, 19, 20, 21), others=()),
    }
    assert one_emotion.left_out(found) == (
        "The published code is left out: it names one emotion for every clip in 3 of 5 runs on unseen speakers "
        "and 5 of 5 runs on random clips."
    )
    assert one_emotion.left_out({}) == ""


def test_runs_of_two_kinds_are_told_apart():
    assert one_emotion.two_kinds(STOPPED, "on random clips") == (
        "On random clips, 3 of 5 runs end like this, after 17 to 19 epochs. The other 2 differ from them in nothing but "
        "the seed, which also deals out the clips: stopped after 98 to 105 epochs, they have an accuracy of 0.720 to 0.754. "
        "The mean over the seeds is one over two kinds of run."
    )
    assert "The other differs" in one_emotion.two_kinds(
        replace(STOPPED, others=LEARNT[:1]), "on random clips"
    )
    for alike in (None, replace(STOPPED, others=()), AWAKE):
        assert one_emotion.two_kinds(alike, "on random clips") == ""


CLIPS = clips_of(range(1, 5))


def _runs(folder, accuracies):
    """Leave a run of each arm and seed with its share of right answers; "silent" names one emotion for every clip."""
    for (arm, seed), share in accuracies.items():
        right = [
            clip.split("-")[2] == "03" if share == "silent" else number >= (1 - share) * len(CLIPS)
            for number, clip in enumerate(CLIPS)
        ]
        leave(folder, f"RAVDESS/random/{arm}/f0-s{seed}", right, CLIPS)
    held = load_results(folder)
    return [select(held, arm=arm) for arm in ("published", "published-network", "corrected")]


@pytest.mark.parametrize(("published", "nothing_shown"), [(0.75, True), (0.25, False)])
def test_where_the_published_code_learns_it_stands_beside_the_corrected_model(
    tmp_path, published, nothing_shown
):
    given = {("published", 0): published, ("published", 1): "silent", ("published", 2): 0.9}
    found = _runs(tmp_path, given | {("corrected", 0): 0.5, ("corrected", 1): 0.5})
    table = one_emotion.seed_by_seed(found)
    assert list(table.index) == [0, 1, 2] and list(table.columns) == ["published code", "corrected"]
    assert table.map(one_emotion.run_told).loc[2, "corrected"] is None
    assert table.map(one_emotion.run_told).loc[0, "corrected"].startswith("0.500 (epoch ")
    told = one_emotion.where_it_learns(table, "the corrected model")
    assert told.startswith("In 1 seed the published code gets past that point.")
    assert f"an accuracy of {published:.3f}, and the corrected model one of 0.500" in told
    assert ("nothing shows the corrected model to be the more accurate" in told) is nothing_shown
    assert ("learns with every seed" in told) is nothing_shown


def test_where_all_seeds_are_alike_there_is_nothing_to_set_beside(tmp_path):
    assert one_emotion.where_it_learns(one_emotion.seed_by_seed([[], [], []]), "it") == ""
    for name, given in (("a", "silent"), ("b", 0.75)):
        found = _runs(tmp_path / name, {("published", 0): given, ("corrected", 0): 0.5})
        assert one_emotion.where_it_learns(one_emotion.seed_by_seed(found), "it") == ""


def test_runs_that_were_best_at_their_end_may_not_have_been_done(tmp_path):
    found = _runs(tmp_path, {("published-network", seed): 0.5 for seed in range(3)})[1]
    for one, best in zip(found, (47, 48, 49), strict=True):
        one.record["training"] |= {"best_epoch": best, "epochs": 50}
    told = one_emotion.to_the_end(found)
    assert "is best at epoch 48 to 50 of 50: it may not have been done" in told
    found[0].record["training"]["best_epoch"] = 30
    assert one_emotion.to_the_end(found) == one_emotion.to_the_end([]) == ""
