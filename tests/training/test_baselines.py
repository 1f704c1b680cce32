from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from ser.corpora import EMOTIONS
from ser.models.baselines import BASELINES, CLASSICAL, BaselineSettings, choices, statistics
from ser.splits import Split
from ser.training import baselines as module
from ser.training import targets
from ser.training.baselines import fit_baseline

SIDES = ("train", "validation", "test")


@pytest.fixture(scope="module")
def features(tiny_features):
    """As the tiny features, but in two corpora, each with a length, a loudness and a commonest emotion.

    Speakers 1 and 2 are RAVDESS, mostly sad; 3 and 4 are TESS, mostly happy. The commonest emotion of
    all is sad. Durations tell calm and angry from the others.
    """
    rng = np.random.default_rng(8)
    clips = tiny_features.clips.copy()
    tess = clips["speaker"].isin(["RAVDESS-03", "RAVDESS-04"])
    clips["corpus"] = np.where(tess, "TESS", "RAVDESS")
    rare = clips["emotion"].isin(["disgust", "surprised"])
    clips["emotion"] = np.where(rare & tess, "happy", np.where(rare, "sad", clips["emotion"]))
    clips.loc[(clips["emotion"] == "neutral") & ~tess, "emotion"] = "sad"
    longer = {"calm": 1.5, "angry": -0.8}
    clips["duration"] = 2 + clips["emotion"].map(longer).fillna(0) + rng.normal(0, 0.1, len(clips))
    values = tiny_features.values.astype(np.float32)
    values[np.repeat(tess.to_numpy(), tiny_features.lengths)] += 100
    return replace(
        tiny_features,
        clips=clips,
        values=values.astype(np.float16),
        expected={"RAVDESS": 32, "TESS": 32},
    )


def _deal(clips, seed=0):
    """Half of the clips to train, a quarter to validate, a quarter to test."""
    names = np.random.default_rng(seed).permutation(clips["clip"].to_numpy())
    cut = np.split(names, [len(names) // 2, 3 * len(names) // 4])
    return Split("random", 0, seed, *(tuple(sorted(part)) for part in cut))


@pytest.fixture(scope="module")
def split(features):
    return _deal(features.clips)


def _emotions(features, names):
    return features.clips.set_index("clip").loc[list(names), "emotion"]


def _fit(features, split, name, **options):
    return fit_baseline(features, split, BaselineSettings(name), **options)


@pytest.fixture(scope="module")
def fit_once(features, split):
    """Return a function that gives a baseline fitted with seed 5 on the split, each once."""
    return cache(lambda name: _fit(features, split, name, seed=5))


# of every baseline


@pytest.mark.parametrize("name", BASELINES)
def test_probabilities_sum_to_one_over_the_labels(features, split, fit_once, name):
    fitted = fit_once(name)
    for side in SIDES:
        said = fitted.probabilities(features, getattr(split, side))
        assert said.shape == (len(getattr(split, side)), 8)
        assert ((said >= 0) & (said <= 1)).all()
        np.testing.assert_allclose(said.sum(axis=1), 1, atol=1e-9)
    assert fitted.seconds > 0


@pytest.mark.parametrize("name", BASELINES)
def test_an_emotion_nobody_trained_on_has_probability_0(features, name):
    """Here nobody is surprised, and those who are afraid are left out."""
    kept = features.clips[features.clips["emotion"] != "fearful"]
    split = _deal(kept)
    missing = [EMOTIONS.index(one) for one in EMOTIONS if one not in set(_emotions(features, split.train))]
    assert EMOTIONS.index("fearful") in missing
    afraid = features.clips.loc[features.clips["emotion"] == "fearful", "clip"]
    said = _fit(features, split, name).probabilities(features, tuple(afraid))
    assert (said[:, missing] == 0).all()
    np.testing.assert_allclose(said.sum(axis=1), 1, atol=1e-9)


@pytest.mark.parametrize("name", BASELINES)
def test_the_test_side_is_not_looked_at(features, split, fit_once, name):
    """With nothing but NaN, another label and another duration there, the fit is the same."""
    fitted = fit_once(name)
    hidden = features.clips["clip"].isin(split.test).to_numpy()
    values = features.values.copy()
    values[np.repeat(hidden, features.lengths)] = np.nan
    clips = features.clips.copy()
    clips.loc[hidden, "emotion"] = "disgust"
    clips.loc[hidden, "duration"] = np.nan
    spoilt = replace(features, clips=clips, values=values)
    again = _fit(spoilt, split, name, seed=5)
    assert again.chosen == fitted.chosen
    for side in SIDES:
        of_side = getattr(split, side)
        np.testing.assert_array_equal(
            again.probabilities(features, of_side), fitted.probabilities(features, of_side)
        )


@pytest.mark.parametrize("name", BASELINES)
def test_another_seed_changes_what_draws_numbers_and_nothing_else(features, split, fit_once, name):
    """The same seed gives the same again: see the test before."""
    one, other = (
        fitted.probabilities(features, split.test)
        for fitted in (fit_once(name), _fit(features, split, name, seed=4))
    )
    assert np.array_equal(one, other) == (name not in ("forest", "mlp"))


@pytest.mark.parametrize("name", BASELINES)
def test_predictions_do_not_depend_on_what_else_is_asked(features, split, fit_once, name):
    fitted = fit_once(name)
    whole = fitted.probabilities(features, split.test)
    some = fitted.probabilities(features, split.test[3:5][::-1])
    np.testing.assert_allclose(some, whole[3:5][::-1], atol=1e-12)


# guesses from counts


def test_majority_is_the_share_of_each_emotion_in_training(features, split):
    shares = _emotions(features, split.train).value_counts(normalize=True)
    said = _fit(features, split, "majority").probabilities(features, split.test)
    np.testing.assert_allclose(said, [[shares.get(name, 0) for name in EMOTIONS]] * len(said))
    assert EMOTIONS[said[0].argmax()] == shares.idxmax()


def test_corpus_majority_goes_by_the_corpus_of_the_clip(features, split):
    said = _fit(features, split, "corpus-majority").probabilities(features, split.test)
    trained = features.clips.set_index("clip").loc[list(split.train)]
    for row, clip in zip(said, split.test, strict=True):
        corpus = features.clips.set_index("clip").loc[clip, "corpus"]
        shares = trained.loc[trained["corpus"] == corpus, "emotion"].value_counts(normalize=True)
        np.testing.assert_allclose(row, [shares.get(name, 0) for name in EMOTIONS])
        assert EMOTIONS[row.argmax()] == {"RAVDESS": "sad", "TESS": "happy"}[corpus]


def test_a_corpus_nobody_trained_on_gets_the_shares_of_all(features):
    of_corpus = {name: tuple(rows["clip"]) for name, rows in features.clips.groupby("corpus")}
    split = Split("corpus", 0, 0, of_corpus["RAVDESS"][:24], of_corpus["RAVDESS"][24:], of_corpus["TESS"])
    shares = _emotions(features, split.train).value_counts(normalize=True)
    for name in ("corpus-majority", "detected-corpus"):
        said = _fit(features, split, name).probabilities(features, split.test)
        np.testing.assert_allclose(said, [[shares.get(one, 0) for one in EMOTIONS]] * len(said))


def test_a_detected_corpus_is_found_by_the_features_alone(features, split):
    """The corpora differ in loudness: told apart, they give what the corpus itself gives; mixed up, they do not."""
    fitted = _fit(features, split, "detected-corpus")
    known = _fit(features, split, "corpus-majority").probabilities(features, split.test)
    np.testing.assert_allclose(fitted.probabilities(features, split.test), known)
    swapped = features.clips.assign(
        corpus=features.clips["corpus"].map({"TESS": "RAVDESS", "RAVDESS": "TESS"})
    )
    blind = replace(features, clips=swapped)
    np.testing.assert_array_equal(
        fitted.probabilities(blind, split.test), fitted.probabilities(features, split.test)
    )
    tess = features.clips.set_index("clip").loc[list(split.test), "corpus"] == "TESS"
    assert (known[tess.to_numpy()].argmax(axis=1) == EMOTIONS.index("happy")).all()


# duration


def test_duration_is_a_gaussian_an_emotion(features, split):
    durations = features.clips.set_index("clip")["duration"]
    trained = durations[list(split.train)].to_numpy()[:, None]
    reference = GaussianNB(var_smoothing=0).fit(trained, targets(features, split.train))
    expected = np.zeros((len(split.test), 8))
    expected[:, reference.classes_] = reference.predict_proba(durations[list(split.test)].to_numpy()[:, None])
    said = _fit(features, split, "duration").probabilities(features, split.test)
    np.testing.assert_allclose(said, expected, atol=1e-6)
    for emotion in ("calm", "angry"):
        true = (_emotions(features, split.test) == emotion).to_numpy()
        assert (said.argmax(axis=1)[true] == EMOTIONS.index(emotion)).all()


def test_duration_looks_at_nothing_else(features, split):
    noise = np.random.default_rng(0).normal(size=features.values.shape).astype(np.float16)
    other = replace(features, values=noise, clips=features.clips.assign(corpus="SAVEE"))
    np.testing.assert_array_equal(
        _fit(other, split, "duration").probabilities(other, split.test),
        _fit(features, split, "duration").probabilities(features, split.test),
    )


def test_durations_that_are_all_the_same_and_far_ones_give_numbers(features, split):
    same = replace(features, clips=features.clips.assign(duration=2.0))
    fitted = _fit(same, split, "duration")
    shares = _emotions(features, split.train).value_counts(normalize=True)
    said = fitted.probabilities(same, split.test)
    np.testing.assert_allclose(said, [[shares.get(one, 0) for one in EMOTIONS]] * len(said))
    far = replace(features, clips=features.clips.assign(duration=1e6))
    assert np.isfinite(fitted.probabilities(far, split.test)).all()


# classifiers

_MADE = {
    "svm": lambda value: SVC(C=value, decision_function_shape="ovr", break_ties=True),
    "forest": lambda value: RandomForestClassifier(500, min_samples_leaf=value, random_state=5),
    "mlp": lambda value: MLPClassifier((256,), alpha=value, max_iter=400, random_state=5),
    "knn": lambda value: KNeighborsClassifier(value, weights="distance"),
}


def _measured(features, names):
    return statistics(*features.padded(names))


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("name", CLASSICAL)
def test_a_classifier_is_scikit_learn_s_with_the_choice_that_validates_best(features, split, fit_once, name):
    scaler = StandardScaler().fit(_measured(features, split.train))
    train, validation, test = (scaler.transform(_measured(features, getattr(split, side))) for side in SIDES)
    truth = targets(features, split.train)
    scores, made = [], []
    for value in choices(name):
        made.append(_MADE[name](value).fit(train, truth))
        scores.append(made[-1].score(validation, targets(features, split.validation)))
    best = scores.index(max(scores))
    fitted = fit_once(name)
    assert fitted.chosen == choices(name)[best]
    said = fitted.probabilities(features, split.test)
    np.testing.assert_array_equal(said.argmax(axis=1), made[best].predict(test))
    if name == "svm":
        scores = made[best].decision_function(test)
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        expected = powers / powers.sum(axis=1, keepdims=True)
    else:
        expected = made[best].predict_proba(test)
    np.testing.assert_allclose(said[:, made[best].classes_], expected, atol=1e-9)
    assert (said.argmax(axis=1) == targets(features, split.test)).mean() > 0.3


def test_two_emotions_are_enough_for_an_svm(features):
    """Of two, scikit-learn gives one decision value, above 0 for the second."""
    split = _deal(features.clips[features.clips["emotion"].isin(["happy", "sad"])])
    fitted = _fit(features, split, "svm")
    said = fitted.probabilities(features, split.test)
    places = [EMOTIONS.index("happy"), EMOTIONS.index("sad")]
    np.testing.assert_allclose(said[:, places].sum(axis=1), 1)
    scaler = StandardScaler().fit(_measured(features, split.train))
    reference = SVC(C=fitted.chosen).fit(
        scaler.transform(_measured(features, split.train)), targets(features, split.train)
    )
    expected = reference.predict(scaler.transform(_measured(features, split.test)))
    assert said.argmax(axis=1).tolist() == expected.tolist()
    assert set(expected) == set(places)


def _judge(names, scores, monkeypatch, asked):
    """Classifiers that are right on the first `scores[value]` of the clips they judge."""

    class Judged:
        classes_ = np.arange(8)

        def __init__(self, value):
            self.value = value

        def fit(self, measured, truth):
            return self

        def predict(self, measured):
            asked.append(len(measured))
            said = names.copy()
            said[scores[self.value] :] = (said[scores[self.value] :] + 1) % 8
            return said

    monkeypatch.setattr(module, "classifier", lambda name, value, seed: Judged(value))


@pytest.mark.parametrize(
    ("scores", "chosen"),
    [({1: 2, 5: 9, 15: 4}, 5), ({1: 7, 5: 7, 15: 7}, 1), ({1: 3, 5: 8, 15: 8}, 5), ({1: 0, 5: 0, 15: 1}, 15)],
    ids=["the best", "the first of equals", "the first of the best", "the last"],
)
def test_the_choice_is_by_accuracy_on_the_validation_side(features, split, monkeypatch, scores, chosen):
    asked = []
    _judge(targets(features, split.validation), scores, monkeypatch, asked)
    assert _fit(features, split, "knn").chosen == chosen
    assert asked == [len(split.validation)] * 3


def test_another_validation_side_can_choose_otherwise(features, split):
    """So the choice rests on it: with each label wrong in turn, some value but the first is chosen."""
    chosen = set()
    for seed in range(6):
        dealt = _deal(features.clips, seed)
        wrong = features.clips.copy()
        hidden = wrong["clip"].isin(dealt.validation)
        wrong.loc[hidden, "emotion"] = np.random.default_rng(seed).permutation(wrong.loc[hidden, "emotion"])
        chosen.add(_fit(replace(features, clips=wrong), dealt, "knn").chosen)
    assert len(chosen) > 1


@pytest.mark.parametrize("name", [name for name in BASELINES if name not in CLASSICAL])
def test_what_has_no_setting_chooses_none(features, split, name):
    assert _fit(features, split, name).chosen is None
    other = replace(split, validation=split.validation[:3])
    np.testing.assert_array_equal(
        _fit(features, other, name).probabilities(features, split.test),
        _fit(features, split, name).probabilities(features, split.test),
    )


def test_the_classifiers_see_true_frames_alone(features, split):
    """Longer windows only add padding."""
    longer = replace(features, settings=replace(features.settings, duration=1.2))
    assert longer.padded(split.test)[0].shape[1] > features.padded(split.test)[0].shape[1]
    for name in ("knn", "svm"):
        np.testing.assert_array_equal(
            _fit(longer, split, name).probabilities(longer, split.test),
            _fit(features, split, name).probabilities(features, split.test),
        )
