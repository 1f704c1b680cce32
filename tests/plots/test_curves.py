"""Learning curves: every curve is drawn, and the kept epoch is marked where it is."""

from types import SimpleNamespace

import pytest

from ser.errors import BadValue
from ser.plots.curves import history_table, learning_curves, training_history

HISTORY = {
    "loss": [2.0, 1.5, 1.0],
    "accuracy": [0.2, 0.4, 0.6],
    "val_loss": [2.1, 1.4, 1.6],
    "val_accuracy": [0.1, 0.5, 0.3],
}


def _result(arm, run):
    training = {"history": HISTORY, "best_epoch": 1}
    return SimpleNamespace(record={"arm": arm, "run": run, "training": training})


def _lines(axes):
    return {line.get_label(): line for line in axes.get_lines()}


def test_the_kept_epoch_counts_from_one_and_sits_on_the_validation_curve():
    loss, accuracy = training_history(HISTORY, best_epoch=1).axes
    assert list(_lines(loss)["validation"].get_ydata()) == HISTORY["val_loss"]
    assert list(_lines(accuracy)["training"].get_ydata()) == HISTORY["accuracy"]
    mark = _lines(accuracy)["kept: epoch 2"]
    assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (2, 0.5)


def test_without_a_best_epoch_none_is_marked():
    assert set(_lines(training_history(HISTORY).axes[0])) == {"training", "validation"}


def test_a_missing_curve_is_refused():
    with pytest.raises(BadValue, match="val_loss"):
        training_history({name: values for name, values in HISTORY.items() if name != "val_loss"})


def test_one_column_an_arm_and_one_line_a_run():
    runs = [_result("b", "b/0"), _result("a", "a/0"), _result("a", "a/1"), _result("c", "c/0")]
    figure = learning_curves(runs, labels={"a": "first", "b": "second", "d": "not run"})
    assert len(figure.axes) == 4
    assert [axes.get_title(loc="left") for axes in figure.axes[:2]] == ["first", "second"]
    validation = [
        line for line in figure.axes[0].get_lines() if list(line.get_ydata()) == HISTORY["val_loss"]
    ]
    assert len(validation) == 2


def test_no_run_of_any_arm_is_refused():
    with pytest.raises(BadValue, match="no run of x"):
        learning_curves([_result("a", "a/0")], labels={"x": "other"})


def test_the_table_holds_what_is_drawn():
    table = history_table([_result("a", "a/0"), _result("a", "a/1")])
    assert list(table["epoch"]) == [1, 2, 3] * 2
    assert list(table["val_loss"]) == HISTORY["val_loss"] * 2
    assert list(table["run"].unique()) == ["a/0", "a/1"]
