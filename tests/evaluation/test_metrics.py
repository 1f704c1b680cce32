import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sklearn

from ser.corpora import EMOTIONS
from ser.errors import BadValue
from ser.evaluation import (
    accuracy,
    brier,
    chance,
    confusion_matrix,
    expected_calibration_error,
    macro_f1,
    per_class,
    summarise,
    uar,
    weighted_f1,
)


def _draw(seed, clips=200, absent=()):
    """True and predicted labels; those of `absent` never occur, but may be predicted."""
    rng = np.random.default_rng(seed)
    present = [label for label in range(8) if label not in absent]
    truth = rng.choice(present, clips, p=rng.dirichlet(np.ones(len(present)) * 3))
    return truth, np.where(rng.random(clips) < 0.5, truth, rng.integers(0, 8, clips))


def _say(predicted):
    """Probabilities whose largest is the label predicted."""
    return 0.05 + 0.6 * np.eye(8)[predicted]


def _summary(truth, predicted, corpora=None, majority=0):
    corpora = np.full(len(truth), "TESS") if corpora is None else corpora
    return summarise(truth, _say(predicted), corpora, majority=majority)


CASES = [(0, ()), (1, (1,)), (2, (1, 6, 7)), (3, (0, 2, 3, 4, 5, 6, 7))]


@pytest.mark.parametrize(("seed", "absent"), CASES)
def test_figures_are_those_of_scikit_learn(seed, absent):
    truth, predicted = _draw(seed, absent=absent)
    present = sorted(set(truth))
    ours = _summary(truth, predicted)
    assert len(present) == 8 - len(absent)
    assert ours["accuracy"] == pytest.approx(sklearn.accuracy_score(truth, predicted))
    recall = sklearn.recall_score(truth, predicted, labels=present, average="macro", zero_division=0)
    assert ours["uar"] == pytest.approx(recall)
    for average in ("macro", "weighted"):
        expected = sklearn.f1_score(truth, predicted, labels=present, average=average, zero_division=0)
        assert ours[f"{average}_f1"] == pytest.approx(expected)
    reference = sklearn.confusion_matrix(truth, predicted, labels=range(8))
    np.testing.assert_array_equal(ours["confusion"], reference)


def test_the_unweighted_average_recall_is_scikit_learn_s_balanced_accuracy():
    truth, predicted = _draw(4)
    expected = sklearn.balanced_accuracy_score(truth, predicted)
    assert uar(confusion_matrix(truth, predicted)) == pytest.approx(expected)


@pytest.mark.parametrize(("seed", "absent"), CASES)
def test_figures_of_each_class_are_scikit_learn_s(seed, absent):
    truth, predicted = _draw(seed, absent=absent)
    ours = per_class(confusion_matrix(truth, predicted))
    precision, recall, f1, support = sklearn.precision_recall_fscore_support(
        truth, predicted, labels=range(8), zero_division=0
    )
    for name, expected in (("precision", precision), ("recall", recall), ("f1", f1), ("support", support)):
        np.testing.assert_allclose(ours[name], expected, err_msg=name)


@pytest.mark.parametrize("figure", [accuracy, uar, macro_f1, weighted_f1, chance])
def test_a_stack_of_matrices_gives_the_figure_of_each(figure):
    stack = np.stack([confusion_matrix(*_draw(seed, absent=absent)) for seed, absent in CASES])
    found = figure(stack.reshape(2, 2, 8, 8))
    assert found.shape == (2, 2)
    np.testing.assert_allclose(found.ravel(), [figure(one) for one in stack])
    assert isinstance(figure(stack[0]), float)


@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=40),
    st.permutations(range(8)),
)
def test_what_must_hold_of_any_predictions(pairs, renamed):
    truth, predicted = (np.array(side) for side in zip(*pairs, strict=True))
    confusion = confusion_matrix(truth, predicted)
    assert confusion.sum() == len(truth)
    np.testing.assert_array_equal(confusion.sum(axis=1), np.bincount(truth, minlength=8))
    assert 0 <= uar(confusion) <= 1
    # Other names of the labels, or another order of the clips, change no figure.
    names = np.array(renamed)
    other = confusion_matrix(names[truth][::-1], names[predicted][::-1])
    assert accuracy(other) == accuracy(confusion)
    assert uar(other) == pytest.approx(uar(confusion))
    # As many clips of each label: accuracy and average recall are the same.
    even = np.repeat(np.arange(8), 3)
    said = np.resize(predicted, 24)
    assert accuracy(confusion_matrix(even, said)) == pytest.approx(uar(confusion_matrix(even, said)))


def test_rows_are_the_truth_and_columns_the_prediction():
    confusion = confusion_matrix(np.array([2, 2, 5]), np.array([5, 5, 2]))
    assert confusion.shape == (8, 8)
    assert (confusion[2, 5], confusion[5, 2]) == (2, 1)
    assert confusion_matrix([0], [1], labels=2).tolist() == [[0, 1], [0, 0]]


def test_all_right_and_all_wrong():
    truth = np.arange(8).repeat(2)
    right, wrong = _summary(truth, truth), _summary(truth, (truth + 1) % 8)
    names = ("accuracy", "uar", "macro_f1", "weighted_f1")
    assert [right[name] for name in names] == [1, 1, 1, 1]
    assert [wrong[name] for name in names] == [0, 0, 0, 0]


def test_a_model_that_always_says_one_label_has_the_recall_of_chance():
    truth = np.array([0] * 70 + [2] * 20 + [5] * 10)
    ours = _summary(truth, np.zeros(100, int))
    assert ours["accuracy"] == ours["majority"] == 0.7
    assert ours["uar"] == pytest.approx(1 / 3) == ours["chance"]


def test_a_label_that_is_absent_never_enters():
    """Said or not, a label without a clip adds no recall, and no label to guess among."""
    truth = np.array([0, 0, 2, 2])
    for said in ([0, 0, 2, 2], [0, 5, 2, 5]):
        confusion = confusion_matrix(truth, said)
        assert uar(confusion) == np.mean([truth[n] == said[n] for n in range(4)])
        assert chance(confusion) == 0.5


def test_calibration_is_in_the_summary():
    truth, predicted = _draw(3)
    ours = _summary(truth, predicted)
    assert ours["ece"] == expected_calibration_error(truth, _say(predicted)) > 0
    assert ours["brier"] == brier(truth, _say(predicted)) > 0


def test_the_majority_is_that_of_the_training_side():
    truth = np.array([0] * 7 + [3] * 3)
    assert _summary(truth, truth, majority=3)["majority_label"] == EMOTIONS[3]
    assert _summary(truth, truth, majority=3)["majority"] == 0.3
    assert _summary(truth, truth, majority=6)["majority"] == 0.0


def test_figures_by_corpus():
    truth, predicted = _draw(7, clips=90)
    corpora = np.array(["TESS"] * 60 + ["RAVDESS"] * 30)
    ours = _summary(truth, predicted, corpora)["per_corpus"]
    assert list(ours) == ["RAVDESS", "TESS"]
    assert ours["TESS"]["clips"] == 60
    for name in ours:
        part = corpora == name
        present = sorted(set(truth[part]))
        assert ours[name]["accuracy"] == pytest.approx((truth == predicted)[part].mean())
        assert ours[name]["uar"] == pytest.approx(
            sklearn.recall_score(
                truth[part], predicted[part], labels=present, average="macro", zero_division=0
            )
        )


def test_labels_that_do_not_occur_are_not_in_the_report():
    truth, predicted = _draw(1, absent=(1,))
    ours = _summary(truth, predicted)
    assert list(ours["per_class"]) == [emotion for emotion in EMOTIONS if emotion != "calm"]
    assert ours["chance"] == 1 / 7
    assert sum(figures["support"] for figures in ours["per_class"].values()) == len(truth)


def test_the_summary_is_plain_numbers():
    truth, predicted = _draw(2)
    ours = _summary(truth, predicted)
    assert json.loads(json.dumps(ours)) == ours


@pytest.mark.parametrize(("labels", "said", "corpora"), [(0, 0, 0), (3, 2, 3), (3, 3, 2)])
def test_lengths_that_disagree_are_refused(refuses, labels, said, corpora):
    with refuses(BadValue, f"{labels} labels, {said} predictions and {corpora} corpora", "as many of each"):
        summarise(np.zeros(labels, int), np.ones((said, 8)), np.full(corpora, "TESS"), majority=0)
