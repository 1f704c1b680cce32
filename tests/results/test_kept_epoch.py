"""The epoch that each run kept."""

from types import SimpleNamespace

from ser.results.kept_epoch import kept_epochs


def _run(seed, best):
    history = {"accuracy": [0.1, 0.2, 0.3], "val_accuracy": [0.4, 0.6, 0.5]}
    return SimpleNamespace(
        record={
            "arm": "corrected",
            "split": {"seed": seed},
            "training": {"epochs": 3, "best_epoch": best, "history": history},
            "metrics": {"accuracy": 0.55},
            "seconds": {"training": 90.0},
        }
    )


def test_a_run_is_told_at_the_epoch_it_kept():
    table = kept_epochs([_run(0, 1), _run(3, 2)])
    assert list(table.index) == ["corrected, seed 0", "corrected, seed 3"]
    assert table.loc["corrected, seed 0"].to_dict() == {
        "epochs": 3, "kept": 2, "training": 0.2, "validation": 0.6, "test": 0.55, "minutes": 1.5
    }  # fmt: skip
    assert table.loc["corrected, seed 3", ["kept", "training"]].tolist() == [3, 0.3]
    assert kept_epochs([]).empty
