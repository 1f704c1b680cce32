"""Who votes is chosen by answers on the validation side, and a vote is the mean of what its members said."""

import numpy as np
import pytest
from made_runs import HAPPY, clips_of, leave, record

from ser.experiments import (
    ARMS,
    CHOICES,
    MOST_PARAMETERS,
    VOTE,
    VOTERS,
    Predictions,
    choosing_runs,
    voting_run,
)
from ser.experiments.record import write
from ser.experiments.run import configuration
from ser.results import load_choosing, load_results, select, summary, vote
from ser.results.runs import metrics_of
from ser.results.voting import COLUMNS, NAME, beside_seeds, compared, elect, seeds_together

CLIPS = clips_of(range(1, 13))
TRUTH = np.array([HAPPY if "-01-03-" in clip else HAPPY + 2 for clip in CLIPS])


def _answer(folder, run: str, sure: np.ndarray, **facts) -> None:
    """Leave a run that gives the true emotion a probability of `sure`, and the rest to one wrong one."""
    probabilities = np.zeros((len(CLIPS), 8))
    probabilities[np.arange(len(CLIPS)), TRUTH] = sure
    probabilities[:, HAPPY - 1] = 1 - sure
    right = probabilities.argmax(axis=1) == TRUTH
    metrics = {"accuracy": float(right.mean()), "uar": float(right.mean())}
    write(folder, record(run, metrics, **facts), Predictions(np.array(CLIPS), TRUTH, probabilities))


@pytest.fixture
def answered(tmp_path):
    """Answers of every candidate on the validation side: all wrong, but for those that a test gives."""

    def make(given: dict[str, np.ndarray], parameters: int = 1000):
        for choice in CHOICES.values():
            for run in choosing_runs(choice):
                _answer(tmp_path, run.name, np.full(len(CLIPS), 0.2), config=configuration(run))
        for arm, sure in given.items():
            winner = CHOICES[arm].candidates[0] if arm in CHOICES else None
            run = voting_run(arm, winner)
            _answer(tmp_path, run.name, sure, config=configuration(run))
        tried = load_choosing(tmp_path)
        for one in tried:
            one.record["training"]["parameters"] = parameters
        return tried

    return make


def _sure(*stretches: tuple[int, int, float]) -> np.ndarray:
    values = np.full(len(CLIPS), 0.2)
    for start, stop, sure in stretches:
        values[start:stop] = sure
    return values


def test_the_best_comes_first_and_others_join_while_the_vote_gains(answered):
    half = len(CLIPS) // 2
    tried = answered(
        {
            # Right, and sure of it, on more than half; the second mends what is left; the third knows nothing new.
            "chroma": _sure((0, half + 4, 0.95)),
            "contrast": _sure((half, len(CLIPS), 0.95)),
            "tonnetz": _sure((0, half, 0.95)),
        }
    )
    table = elect(tried)
    assert tuple(table.columns) == COLUMNS
    assert tuple(table["arm"]) == VOTERS
    joined = table.dropna(subset=["joined"]).sort_values("joined")
    assert joined["arm"].tolist() == ["chroma", "contrast"]
    assert joined["together"].tolist() == [pytest.approx((half + 4) / len(CLIPS)), 1.0]
    assert table.set_index("arm").loc["tonnetz", "uar"] == pytest.approx(0.5)


def test_all_together_stay_below_a_million_parameters(answered):
    half = len(CLIPS) // 2
    given = {"chroma": _sure((0, half + 4, 0.95)), "tonnetz": _sure((half, len(CLIPS), 0.95))}
    members = elect(answered(given, parameters=MOST_PARAMETERS // 2)).dropna(subset=["joined"])
    assert sorted(members["arm"]) == ["chroma", "tonnetz"]
    members = elect(answered(given, parameters=MOST_PARAMETERS // 2 + 1)).dropna(subset=["joined"])
    assert members["arm"].tolist() == ["chroma"]


def test_a_perceptron_has_the_parameters_of_its_layers(answered):
    coefficients = ARMS["mlp-many"].model.coefficients
    table = elect(answered({})).set_index("arm")
    assert table.loc["mlp-many", "parameters"] == (6 * coefficients + 2) * 256 + 257 * 8


def test_methods_without_layers_vote_too(tmp_path):
    for arm in ("svm", "forest", "knn", "mlp", "corrected"):
        _answer(tmp_path, f"RAVDESS/speaker/{arm}/f0-s0", _sure((0, 10, 0.9)))
    results = load_results(tmp_path)
    for arm in ("svm", "forest", "knn"):
        select(results, arm=arm)[0].record["training"]["parameters"] = 0
    (one,) = vote(results, ("svm", "forest", "knn", "corrected"))
    assert one.record["training"]["parameters"] == 1000
    (one,) = vote(results, ("svm", "mlp"))
    assert one.record["training"]["parameters"] == (6 * ARMS["mlp"].model.coefficients + 2) * 256 + 257 * 8


def test_every_figure_of_a_vote_is_its_own(tmp_path):
    _answer(tmp_path, "RAVDESS/speaker/corrected/f0-s0", _sure((0, 10, 0.9)))
    _answer(tmp_path, "RAVDESS/speaker/chroma/f0-s0", _sure((0, 30, 0.9)))
    results = load_results(tmp_path)
    for one in results:
        one.record["metrics"] = metrics_of(one) | {"majority": 0.25, "majority_label": "happy"}
    (one,) = vote(results, ("corrected", "chroma"))
    own = metrics_of(one)
    assert one.record["metrics"] == own
    first = select(results, arm="corrected")[0].record["metrics"]
    for name in ("macro_f1", "confusion", "ece", "brier", "per_class"):
        assert own[name] != first[name]
    assert (own["majority"], own["majority_label"], own["chance"]) == (0.25, "happy", first["chance"])


def test_nobody_is_elected_while_an_answer_lacks(answered):
    tried = answered({})
    for arm in ("chroma", "mlp-many"):
        name = voting_run(arm, CHOICES[arm].candidates[0] if arm in CHOICES else None).name
        assert elect([one for one in tried if one.record["run"] != name]).empty
    assert elect([]).empty


def test_a_vote_is_the_mean_of_its_members_wherever_all_of_them_tested(tmp_path):
    for number, arm in enumerate(("corrected", "chroma")):
        for fold in range(2 - number):
            sure = _sure((0, 30, 0.9)) if number else _sure((20, len(CLIPS), 0.7))
            _answer(tmp_path, f"RAVDESS/speaker/{arm}/f{fold}-s0", sure)
    _answer(tmp_path, "RAVDESS/random/corrected/f0-s0", _sure())
    _answer(tmp_path, "RAVDESS/random/chroma/f0-s1", _sure())
    results = load_results(tmp_path)
    (one,) = vote(results, ("corrected", "chroma"))
    assert one.record["run"] == f"RAVDESS/speaker/{NAME}/f0-s0"
    assert (one.record["arm"], one.fold, one.seed) == (NAME, 0, 0)
    said = one.predictions.probabilities[np.arange(len(CLIPS)), TRUTH]
    assert said[0] == pytest.approx((0.2 + 0.9) / 2, abs=1e-3)
    assert said[25] == pytest.approx((0.7 + 0.9) / 2, abs=1e-3)
    assert said[-1] == pytest.approx((0.7 + 0.2) / 2, abs=1e-3)
    right = float((one.predictions.predicted == TRUTH).mean())
    assert one.record["metrics"]["accuracy"] == right == pytest.approx(30 / len(CLIPS))
    assert one.record["training"]["parameters"] == 2000
    assert one.record["seconds"]["training"] == 180
    row = summary([one]).iloc[0]
    assert (row["arm"], row["accuracy"], row["parameters"]) == (NAME, right, 2000)
    # Their own records are as they were.
    assert {other.record["arm"] for other in results} == {"corrected", "chroma"}


def test_clips_in_another_order_are_matched_and_other_clips_are_no_vote(tmp_path):
    _answer(tmp_path, "RAVDESS/speaker/corrected/f0-s0", _sure((0, 10, 0.9)))
    _answer(tmp_path, "RAVDESS/speaker/chroma/f0-s0", _sure((0, 10, 0.9)))
    ours, theirs = load_results(tmp_path)
    held, back = theirs.predictions, slice(None, None, -1)
    moved = type(theirs)(
        theirs.record, Predictions(held.clips[back], held.truth[back], held.probabilities[back]), theirs.path
    )
    (one,) = vote([ours, moved], ("corrected", "chroma"))
    said = one.predictions.probabilities[np.arange(len(CLIPS)), one.predictions.truth]
    order = [CLIPS.index(clip) for clip in one.predictions.clips.tolist()]
    assert said == pytest.approx(_sure((0, 10, 0.9))[order], abs=1e-3)
    leave(tmp_path, "RAVDESS/speaker/tonnetz/f0-s0", np.ones(4, bool), clips_of(range(20, 21)))
    assert vote(load_results(tmp_path), ("corrected", "tonnetz")) == []


def test_the_vote_stands_last_in_the_table_of_its_members(tmp_path):
    for arm in ("corrected", *VOTE):
        _answer(tmp_path, f"RAVDESS/speaker/{arm}/f0-s0", _sure((0, 30 if arm == VOTE[0] else 20, 0.9)))
    table = compared(load_results(tmp_path))
    here = table[table["split"] == "speaker"]
    assert here["arm"].tolist()[-1] == NAME
    assert here.set_index("arm").loc[["corrected", *VOTE, NAME], "run"].all()
    assert here.set_index("arm").loc[NAME, "difference"] >= 0
    assert not table.loc[table["split"] == "random", "run"].any()


def test_the_seeds_of_one_arm_answer_together_fold_by_fold(tmp_path):
    """Three seeds, each wrong on another third and not sure of it, are right together; a single seed is no vote."""
    third = len(CLIPS) // 3
    for seed in range(3):
        sure = np.full(len(CLIPS), 0.9)
        sure[seed * third : (seed + 1) * third] = 0.4
        _answer(tmp_path, f"RAVDESS/random/corrected/f0-s{seed}", sure)
    _answer(tmp_path, "RAVDESS/random/no-mask/f0-s0", np.full(len(CLIPS), 0.9))
    results = load_results(tmp_path)
    (together,) = seeds_together(results, "corrected")
    assert (together.predictions.predicted == TRUTH).mean() == together.record["metrics"]["accuracy"]
    before = summary(select(results, arm="corrected")).iloc[0]["accuracy"]
    assert before == pytest.approx(1 - third / len(CLIPS)) and summary([together]).iloc[0]["accuracy"] == 1
    assert seeds_together(results, "no-mask") == []


def test_the_vote_stands_beside_the_seeds_of_one_of_its_members(tmp_path):
    """Two seeds that are wrong on different clips are right together, and the vote of the first seed is not."""
    one, other = "corrected", "no-mask"
    half = len(CLIPS) // 2
    for seed, (start, stop) in enumerate(((0, half), (half, len(CLIPS)))):
        sure = np.full(len(CLIPS), 0.9)
        sure[start:stop] = 0.4
        _answer(tmp_path, f"RAVDESS/speaker/{one}/f0-s{seed}", sure)
    _answer(tmp_path, f"RAVDESS/speaker/{other}/f0-s0", np.full(len(CLIPS), 0.2))
    table = beside_seeds(load_results(tmp_path), (one, other))
    assert list(table.index) == [one]
    row = table.loc[one]
    assert (row["seeds"], row["networks"]) == (2, 2)
    assert (row["alone"], row["accuracy"]) == (pytest.approx(0.5), 1)
    # Together with the other, the first half is wrong (0.3) and the second is right (0.55).
    assert row["difference"] == pytest.approx(-half / len(CLIPS))
    assert row["difference_low"] <= row["difference"] <= row["difference_high"] and 0 < row["p"] <= 1
    assert beside_seeds([], (one, other)).empty


def test_without_a_vote_of_that_seed_there_is_nothing_to_compare(tmp_path):
    for seed in range(2):
        _answer(tmp_path, f"RAVDESS/speaker/corrected/f0-s{seed}", np.full(len(CLIPS), 0.9))
    row = beside_seeds(load_results(tmp_path), ("corrected", "no-mask")).loc["corrected"]
    assert row["accuracy"] == 1 and np.isnan(row["difference"])
