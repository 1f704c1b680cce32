"""What the page on the model counts in a table of layers, beside what the table has itself."""

from collections.abc import Sequence

from ser.models.layer_table import LayerRow


def running(rows: Sequence[LayerRow]) -> int:
    """Return how many of the parameters of `rows` no step of training moves.

    They are the running mean and variance of each map in the batch normalisation of a convolution block;
    a row of `ser.models.layer_table` counts them with the others.
    """
    return sum(2 * row.shape[-1] for row in rows if row.layer.startswith("convolution block"))
