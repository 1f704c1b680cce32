"""The report the published evaluation script prints: precision, recall and F1 per emotion."""

import pandas as pd


def report(metrics: dict) -> pd.DataFrame:
    """Return one row an emotion, then macro and weighted averages and accuracy.

    `metrics` is what `summarise` returned. Columns: precision, recall, f1, support; in the accuracy
    row the accuracy stands under f1, as scikit-learn prints it.
    """
    rows = pd.DataFrame(metrics["per_class"]).T
    rows["support"] = rows["support"].astype(int)
    figures = ["precision", "recall", "f1"]
    total = int(rows["support"].sum())
    weights = rows["support"] / total
    rows.loc["macro average"] = [*rows[figures].mean(), total]
    rows.loc["weighted average"] = [*(rows.iloc[:-1][figures].mul(weights, axis=0)).sum(), total]
    rows.loc["accuracy"] = [float("nan"), float("nan"), metrics["accuracy"], total]
    rows["support"] = rows["support"].astype(int)
    rows.index.name = "emotion"
    return rows


def as_text(table: pd.DataFrame) -> str:
    """Return the report as fixed-width text."""
    return table.to_string(float_format=lambda value: f"{value:.3f}", na_rep="")
