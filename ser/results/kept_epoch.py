"""What finished runs were like at the epoch that each kept."""

from collections.abc import Sequence

import pandas as pd

from ser.experiments import ARMS
from ser.results.runs import Result

_COLUMNS = ("run", "epochs", "kept", "training", "validation", "test", "minutes")


def kept_epochs(results: Sequence[Result]) -> pd.DataFrame:
    """Return a row for each run: its epochs, the one it kept (from 1), and accuracy on the three sides there.

    The index, `run`, names arm and seed. Columns: epochs, kept, training, validation and test
    (accuracy, 0 to 1) and minutes (of training).
    """
    rows = []
    for one in results:
        told = one.record["training"]
        best = told["best_epoch"]
        rows.append(
            (
                f"{ARMS[one.record['arm']].label}, seed {one.record['split']['seed']}",
                told["epochs"],
                best + 1,
                told["history"]["accuracy"][best],
                told["history"]["val_accuracy"][best],
                one.record["metrics"]["accuracy"],
                one.record["seconds"]["training"] / 60,
            )
        )
    return pd.DataFrame(rows, columns=list(_COLUMNS)).set_index("run")
