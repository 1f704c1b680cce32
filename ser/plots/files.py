"""Write a figure to a file."""

from pathlib import Path

from ser import files


def save(figure, path: Path | str, *, dpi: int = 150) -> Path:
    """Write `figure` as PNG beside `path`, rename it, and close it; the same figure gives the same bytes."""
    import matplotlib.pyplot as plt

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with files.whole(path) as beside:
        figure.savefig(
            beside, format="png", dpi=dpi, bbox_inches="tight", facecolor="white", metadata={"Software": None}
        )
    plt.close(figure)
    return path
