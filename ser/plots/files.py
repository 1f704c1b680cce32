"""Write a figure to a file."""

import os
from pathlib import Path


def save(figure, path: Path | str, *, dpi: int = 150) -> Path:
    """Write `figure` as PNG beside `path`, rename it, and close it; the same figure gives the same bytes."""
    import matplotlib.pyplot as plt

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    figure.savefig(
        beside, format="png", dpi=dpi, bbox_inches="tight", facecolor="white", metadata={"Software": None}
    )
    plt.close(figure)
    os.replace(beside, path)
    return path
