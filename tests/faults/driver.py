"""`ser` as a process of its own in a small world: `python driver.py WORLD ARGUMENTS`.

What it would do with the whole project it does in the folder WORLD: corpora, build and results are
there, the plan of experiments is three runs of seconds, and `book` is a project of two pages.
"""

import os
import sys
from pathlib import Path


def main(world, arguments):
    os.environ["SER_BUILD"], os.environ["SER_RESULTS"] = f"{world}/build", f"{world}/results"
    if arguments[0] == "book":
        return _book(world / "project", jobs=int(arguments[1]))
    if arguments[0] == "facts":
        return _facts(world)
    if arguments[0] == "log-mel":
        return _log_mel(world)
    from ser import experiments
    from ser.commands import main as ser

    experiments.plan = lambda *_: planned()
    if arguments[0] == "baseline":
        arguments = ["experiments", "run", *arguments[1:]]
        experiments.plan = lambda *_: planned()[1:2]
    if arguments[0] == "train":
        experiments.ARMS["corrected"] = planned()[0].arm
    if arguments[0] in ("features", "train", "experiments"):
        arguments += ["--data", f"{world}/corpora", "--allow-missing"]
    return ser(arguments)


def planned():
    """A network of two epochs and two baselines, each of which draws numbers."""
    from ser.experiments import ARMS, Arm, Run
    from ser.models import ModelSettings
    from ser.training import TrainingSettings

    small = ModelSettings(filters=(4,), time_pooling=(4,), lstm=0)
    network = Arm("small", "small", small, TrainingSettings(epochs=2, batch=32))
    arms = [network, ARMS["mlp"], ARMS["mlp"]]
    return [Run("TESS", "random", arm, seed=seed) for seed, arm in enumerate(arms)]


def _book(project, *, jobs):
    from ser.errors import SerError
    from ser.pages.building import make_book

    try:
        print(make_book("demo", root=project, jobs=jobs, engine="sphinx"))
    except SerError as error:
        print(f"ser book: {error}", file=sys.stderr)
        return 2
    return 0


def _facts(world):
    """Facts about the recordings, and every table of the results there are."""
    from ser.commands.places import REMEMBERED, default_store
    from ser.corpora import combine
    from ser.features import load
    from ser.results import load_results, measure
    from ser.results.tables import write_tables

    combined = combine(world / "corpora", allow_missing=True, remember=REMEMBERED)
    results = world / "results" / "full"
    measure(combined, load(default_store(demo=False)), results / "facts", jobs=2)
    write_tables(load_results(results), results / "tables")
    return 0


def _log_mel(world):
    """Features that two processes extract; MFCC are extracted by threads."""
    from ser.commands.places import default_store
    from ser.corpora import combine
    from ser.errors import SerError
    from ser.features import SpectralSettings, extract

    combined, kind = combine(world / "corpora", allow_missing=True), SpectralSettings(("log-mel",))
    try:
        extract(combined, default_store(demo=False), settings=kind, jobs=2, allow_missing=True)
    except SerError as error:
        print(f"ser features: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2:]))
