"""Where things lie in the project's folder, and the options several commands share."""

import argparse
import os
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import ser
from ser.errors import DataMissing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ser.corpora import Combined
    from ser.experiments import Run
    from ser.features import FeatureSet, FeatureSettings

ROOT = Path(ser.__file__).resolve().parent.parent
BUILD = Path(os.environ.get("SER_BUILD") or ROOT / "build")
"""Everything that is made and may be deleted; SER_BUILD names another place."""
DEMO_CORPUS = BUILD / "demo-corpus"
REMEMBERED = BUILD / "corpora" / "files.csv"
"""What the files of the corpora held when they were last read."""
RESULTS = Path(os.environ.get("SER_RESULTS") or ROOT / "results")
HEADLINE_MODEL = RESULTS / "full" / "models" / "corrected"


def ledger_file() -> Path:
    """Return the ledger: that of the results, or the project's where a folder of other results has none."""
    own = RESULTS / "published.toml"
    return own if own.is_file() else ROOT / "results" / "published.toml"


def results_folder(profile: str) -> Path:
    """Return where the results of a profile lie."""
    return RESULTS / profile


def default_store(*, demo: bool) -> Path:
    """Return where the feature store lies: one for the demo corpus, one for real ones."""
    return BUILD / "store" / ("demo" if demo else "data")


def is_watched() -> bool:
    """Whether a person watches: progress bars are for terminals, not for logs."""
    return sys.stderr.isatty()


def add_data_options(parser: argparse.ArgumentParser) -> None:
    """Add --data, --allow-missing and --jobs."""
    parser.add_argument(
        "--data",
        metavar="DIR",
        default=os.environ.get("SER_DATA") or None,
        help="folder with RAVDESS/, TESS/, SAVEE/ or those you have (default: SER_DATA, else the demo corpus)",
    )
    parser.add_argument(
        "--allow-missing", action="store_true", help="go on without clips that are missing or broken"
    )
    parser.add_argument(
        "--jobs", type=positive, default=2, metavar="N", help="processes side by side (default: 2)"
    )


def positive(text: str) -> int:
    """Read a whole number above 0 from the command line."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number above 0, received {text!r}")
    return int(text)


def seed_number(text: str) -> int:
    """Read a seed from the command line: what NumPy and Keras take, 0 to 2**32 - 1."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) < 2**32):
        raise argparse.ArgumentTypeError(f"expected a whole number from 0 to {2**32 - 1}, received {text!r}")
    return int(text)


def corpus_name(text: str) -> str:
    """Read the name of a corpus in any case from the command line; a name not known stays as it is."""
    from ser.corpora import CATALOGUE

    return {name.lower(): name for name in CATALOGUE}.get(text.lower(), text)


def corpora_root(data: str | None, *, jobs: int = 2) -> Path:
    """Return the folder of the corpora; without `data`, the demo corpus, made first where needed."""
    if data:
        return Path(data).expanduser()
    from ser.corpora import demo

    return demo.make(DEMO_CORPUS, jobs=jobs)


def prepare(
    options: argparse.Namespace,
    *,
    corpora: tuple[str, ...] | None = None,
    planned: "Iterable[Run]" = (),
    wanted: "FeatureSettings | None" = None,
) -> tuple["Combined", "FeatureSet"]:
    """Combine the corpora and make sure their features are in the store: (table, features).

    The features are those `wanted`, MFCC as published if none are named. Every kind of feature that
    the `planned` runs need is there afterwards too.
    """
    from ser.corpora import CORPORA
    from ser.features import MfccSettings, load

    kinds = _kinds_of(planned)
    tell = bool(kinds)
    also = [name for name in dict.fromkeys(chain(*kinds.values())) if name not in CORPORA]
    combined = _combined(options, corpora=corpora, among=(*CORPORA, *also))
    wanted = wanted or MfccSettings()
    first = {wanted: dict.fromkeys((*combined.expected, *kinds.pop(wanted, ())))}
    _extract(options, combined, first | kinds, tell=tell)
    store = default_store(demo=combined.demo)
    return combined, load(store, settings=wanted, corpora=tuple(combined.expected))


def prepare_runs(options: argparse.Namespace, planned: "Iterable[Run]") -> "Combined":
    """Make sure that the features of the `planned` runs are in the store, and return the table of their clips.

    Corpora that none of the runs rests on are not looked at.
    """
    from ser.corpora import CATALOGUE, CORPORA

    kinds = _kinds_of(planned)
    needed = set(chain(*kinds.values())) or set(CORPORA)
    combined = _combined(options, among=tuple(name for name in CATALOGUE if name in needed))
    _extract(options, combined, kinds, tell=True)
    return combined


def _kinds_of(planned: "Iterable[Run]") -> "dict[FeatureSettings, dict[str, None]]":
    """Return each kind of features that the runs need, with the corpora of which."""
    from ser.experiments import DATA, copies_of

    kinds: dict = {}
    for run in planned:
        for settings in (run.arm.features, *copies_of(run).values()):
            kinds.setdefault(settings, {}).update(dict.fromkeys(DATA[run.data]))
    return kinds


def _combined(options: argparse.Namespace, **wanted: "tuple[str, ...] | None") -> "Combined":
    from ser.corpora import combine

    combined = combine(
        corpora_root(options.data, jobs=options.jobs),
        **wanted,
        allow_missing=options.allow_missing,
        remember=REMEMBERED,
        jobs=options.jobs,
        progress=is_watched(),
    )
    for note in notes_of(combined):
        print(note, file=sys.stderr)
    return combined


def _extract(
    options: argparse.Namespace,
    combined: "Combined",
    kinds: "dict[FeatureSettings, dict[str, None]]",
    *,
    tell: bool,
) -> None:
    """Compute what the store lacks; with `tell`, a log gets a line for each kind and corpus, as bars are not for logs."""
    from ser.features import extract

    for settings, names in kinds.items():
        for name in combined.expected:
            worked = name in names and extract(
                combined,
                default_store(demo=combined.demo),
                settings=settings,
                corpora=(name,),
                jobs=options.jobs,
                allow_missing=options.allow_missing,
                progress=is_watched(),
            )
            if worked and tell and not is_watched():
                print(f"features: {settings.kind} of {name}, {combined.found[name]} clips", flush=True)


def notes_of(combined: "Combined") -> list[str]:
    """Return what `prepare` prints about the corpora, a string a line."""
    return [f"note: {note}" for note in combined.notes]


def stored_features(store: Path) -> "FeatureSet":
    """Return what the store holds; DataMissing names the command that fills it."""
    from ser.features import load

    try:
        return load(store)
    except DataMissing as error:
        raise DataMissing(f"no features in {store}; make them with `ser features --data <folder>`") from error
