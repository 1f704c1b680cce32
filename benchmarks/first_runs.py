"""Do the first runs of the experiment on the architecture, each in a process of its own, few epochs.

python benchmarks/first_runs.py JOBS ROOT
"""

import sys
import tempfile
from pathlib import Path

RUNS = 6
"""So many; even, and about equally long, so that two workers come to their end together as in a long grid."""


def main(jobs: int, root: Path) -> None:
    """Train on the corpora below `root`, `jobs` at a time."""
    from ser.commands.places import REMEMBERED, default_store
    from ser.corpora import combine
    from ser.experiments import experiment, plan, profile, run_grid
    from ser.features import extract

    combined = combine(root, allow_missing=True, remember=REMEMBERED)
    store = default_store(demo=combined.demo)
    extract(combined, store, allow_missing=True)
    name = "demo" if combined.demo else "quick"
    planned = plan(profile(name), [experiment("architecture")])[:RUNS]
    with tempfile.TemporaryDirectory() as results:
        done = run_grid(planned, store, results=results, profile=name, jobs=jobs)
    if len(done) != RUNS:
        raise SystemExit(f"{len(done)} runs were done, expected {RUNS}")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
