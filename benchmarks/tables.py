"""`make tables`: every table of every experiment from the committed predictions, without any corpora."""

import shutil
import tempfile
from pathlib import Path

from measuring import ROOT, limit, seconds_of, ser

PARTS = ("runs", "choosing", "repeated", "models")
"""What of a results folder the tables are computed from."""


def tables(root: Path, repeats: int) -> list[dict]:
    """From a copy of the results without their tables, so that nothing of the project is written."""
    from ser.results import load_results

    results = load_results(ROOT / "results" / "full")
    corpora = {
        name: counts["found"]
        for one in results
        for name, counts in one.record["data"]["corpora"].items()
        if counts["found"]
    }
    with tempfile.TemporaryDirectory() as folder:
        for part in PARTS:
            source = ROOT / "results" / "full" / part
            if source.is_dir():
                shutil.copytree(source, Path(folder) / "full" / part)
        done = [ser("tables", environment={"SER_RESULTS": folder}) for _ in range(repeats)]
    about = {"corpus": ", ".join(corpora), "clips": sum(corpora.values()), "hours": None}
    name = f"every table, from the predictions of {len(results)} runs"
    return [limit(name, seconds_of(done), mark=60.0) | about]
