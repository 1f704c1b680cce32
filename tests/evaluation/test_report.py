import numpy as np
import pytest
from sklearn.metrics import classification_report

from ser.corpora import EMOTIONS
from ser.evaluation import as_text, report, summarise


@pytest.fixture(scope="module")
def drawn():
    """120 true and predicted labels; calm does not occur."""
    rng = np.random.default_rng(6)
    truth = rng.choice([0, 2, 3, 4, 5, 6, 7], 120)
    return truth, np.where(rng.random(120) < 0.6, truth, rng.integers(0, 8, 120))


@pytest.fixture(scope="module")
def table(drawn):
    truth, predicted = drawn
    return report(summarise(truth, np.eye(8)[predicted], np.full(120, "TESS"), majority=0))


def test_the_report_is_scikit_learn_s(drawn, table):
    present = [label for label in range(8) if label != 1]
    names = [EMOTIONS[label] for label in present]
    expected = classification_report(
        *drawn, labels=present, target_names=names, output_dict=True, zero_division=0
    )
    assert table.index.tolist() == [*names, "macro average", "weighted average", "accuracy"]
    assert table.columns.tolist() == ["precision", "recall", "f1", "support"]
    for row, name in [(n, n) for n in names] + [
        ("macro average", "macro avg"),
        ("weighted average", "weighted avg"),
    ]:
        ours = table.loc[row]
        assert ours["precision"] == pytest.approx(expected[name]["precision"])
        assert ours["recall"] == pytest.approx(expected[name]["recall"])
        assert ours["f1"] == pytest.approx(expected[name]["f1-score"])
        assert ours["support"] == expected[name]["support"]


def test_accuracy_stands_under_f1_as_scikit_learn_prints_it(drawn, table):
    truth, predicted = drawn
    assert table.loc["accuracy", "f1"] == pytest.approx((truth == predicted).mean())
    assert table.loc["accuracy", "support"] == 120
    assert np.isnan(table.loc["accuracy", ["precision", "recall"]].to_numpy(float)).all()


def test_the_averages_are_those_of_the_summary(drawn, table):
    truth, predicted = drawn
    metrics = summarise(truth, np.eye(8)[predicted], np.full(120, "TESS"), majority=0)
    assert table.loc["macro average", "recall"] == pytest.approx(metrics["uar"])
    assert table.loc["macro average", "f1"] == pytest.approx(metrics["macro_f1"])
    assert table.loc["weighted average", "f1"] == pytest.approx(metrics["weighted_f1"])


def test_as_text_it_has_a_line_a_row_and_whole_numbers_of_clips(table):
    lines = as_text(table).splitlines()
    assert lines[0].split() == ["precision", "recall", "f1", "support"]
    assert len(lines) == 2 + 7 + 3
    happy = next(line for line in lines if line.startswith("happy")).split()
    assert happy[1:4] == [f"{table.loc['happy', name]:.3f}" for name in ("precision", "recall", "f1")]
    assert happy[4:] == [str(table.loc["happy", "support"])]
    assert next(line for line in lines if line.startswith("accuracy")).split()[1:] == [
        f"{table.loc['accuracy', 'f1']:.3f}",
        "120",
    ]
    assert "nan" not in as_text(table).lower()
