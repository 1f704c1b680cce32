"""Train one arm on random clips and print what it took and what it reached, as JSON.

python benchmarks/trained.py ARM ROOT
"""

import json
import sys
import tempfile
from pathlib import Path


def main(name: str, root: str) -> None:
    """Train the arm on the corpora below `root`, one thread, scored on validation."""
    from ser.commands.places import REMEMBERED, default_store
    from ser.corpora import combine
    from ser.experiments import ARMS
    from ser.experiments.run import do
    from ser.experiments.table import Run
    from ser.features import extract, load

    arm = ARMS[name]
    combined = combine(Path(root), allow_missing=True, remember=REMEMBERED)
    store = default_store(demo=combined.demo)
    extract(combined, store, settings=arm.features, allow_missing=True)
    features = load(store, settings=arm.features)
    with tempfile.TemporaryDirectory() as results:
        run = Run("all", "random", arm, side="validation")
        record = do(run, features, results=results, profile="demo" if combined.demo else "full")
    found = {
        "seconds": record["seconds"]["training"],
        "validation": record["metrics"]["accuracy"],
        "history": record["training"]["history"].get("val_accuracy", []),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
