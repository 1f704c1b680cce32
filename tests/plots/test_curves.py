"""Learning curves: every curve is drawn, and the kept epoch is marked where it is."""

from types import SimpleNamespace

import pytest

from ser.errors import BadValue
from ser.plots.curves import floor, history_table, learning_curves, seed_band, training_history

HISTORY = {
    "loss": [2.0, 1.5, 1.0],
    "accuracy": [0.2, 0.4, 0.6],
    "val_loss": [2.1, 1.4, 1.6],
    "val_accuracy": [0.1, 0.5, 0.3],
}


def _result(arm, run, history=None, *, best=1, seed=0, majority=0.25):
    training = {"history": history or HISTORY, "best_epoch": best}
    metrics = {"chance": 0.125, "majority": majority}
    return SimpleNamespace(
        record={"arm": arm, "run": run, "training": training, "split": {"seed": seed}, "metrics": metrics}
    )


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


LONGER = {name: [*values, values[-1] / 2] for name, values in HISTORY.items()}


def test_one_column_an_arm_and_one_line_a_seed():
    runs = [
        _result("b", "b/0"),
        _result("a", "a/0"),
        _result("a", "a/1", LONGER, seed=1),
        _result("c", "c/0"),
    ]
    figure = learning_curves(runs, labels={"a": "first", "b": "second", "d": "not run"})
    assert len(figure.axes) == 4
    assert [axes.get_title(loc="left") for axes in figure.axes[:2]] == ["first (2 seeds)", "second (1 seed)"]
    drawn = [list(line.get_ydata()) for line in figure.axes[0].get_lines()]
    assert HISTORY["val_loss"] in drawn
    assert LONGER["val_loss"] in drawn
    assert _lines(figure.axes[0])["kept epoch"].get_xdata().tolist() == [2, 2]


def test_a_band_stands_where_there_are_several_seeds_and_only_there():
    runs = [_result("a", "a/0"), _result("a", "a/1", LONGER, seed=1), _result("b", "b/0")]
    first, second = learning_curves(runs, labels={"a": "first", "b": "second"}).axes[:2]
    assert len(first.collections) == 2
    assert len(second.collections) == 0
    assert list(_lines(second)["validation"].get_ydata()) == HISTORY["val_loss"]
    assert list(_lines(first)["validation"].get_xdata()) == [1, 2, 3]  # as far as every seed goes


@pytest.mark.parametrize("seeds", [1, 2, 5])
def test_any_number_of_seeds_is_drawn(seeds):
    runs = [_result("a", f"a/{seed}", seed=seed) for seed in range(seeds)]
    assert len(learning_curves(runs, labels={"a": "first"}).axes) == 2


def test_the_band_reaches_from_the_lowest_to_the_highest_seed():
    band = seed_band([[1.0, 2.0, 9.0], [3.0, 0.0]])
    assert list(band.index) == [1, 2]
    assert band.loc[1].tolist() == [2, 1, 3]
    assert band.loc[2].tolist() == [1, 0, 2]


def _levels(axes):
    """{label: height} of the lines that are as wide as the axes."""
    return {
        label: line.get_ydata()[0] for label, line in _lines(axes).items() if list(line.get_xdata()) == [0, 1]
    }


def test_accuracy_has_lines_at_chance_and_at_the_majority_label_and_loss_has_none():
    runs = [_result("a", "a/0"), _result("b", "b/0", majority=0.35)]
    *losses, first, second = learning_curves(runs, labels={"a": "first", "b": "second"}).axes
    assert [_levels(axes) for axes in losses] == [{}, {}]
    expected = {"chance 12.5%": 0.125, "always the majority label 30.0%": pytest.approx(0.3)}
    assert _levels(first) == _levels(second) == expected
    assert floor(runs) == (0.125, pytest.approx(0.3))
    loss, accuracy = training_history(HISTORY, chance=0.125, majority=0.25).axes
    assert _levels(loss) == {}
    assert _levels(accuracy) == {"chance 12.5%": 0.125, "always the majority label 25.0%": 0.25}
    assert _levels(training_history(HISTORY).axes[1]) == {}
    assert _levels(training_history(HISTORY, majority=0.25).axes[1]) == {
        "always the majority label 25.0%": 0.25
    }


def test_chance_and_majority_are_one_line_where_two_would_touch():
    axes = learning_curves([_result("a", "a/0", majority=0.139)], labels={"a": "first"}).axes[1]
    assert _levels(axes) == {"chance 12.5%, always the majority label 13.9%": 0.125}


def test_no_run_of_any_arm_is_refused():
    with pytest.raises(BadValue, match="no run of x"):
        learning_curves([_result("a", "a/0")], labels={"x": "other"})


def test_the_table_holds_what_is_drawn():
    table = history_table([_result("a", "a/0"), _result("a", "a/1", seed=1)])
    assert list(table["epoch"]) == [1, 2, 3] * 2
    assert list(table["val_loss"]) == HISTORY["val_loss"] * 2
    assert list(table["run"].unique()) == ["a/0", "a/1"]
    assert list(table["seed"]) == [0, 0, 0, 1, 1, 1]
