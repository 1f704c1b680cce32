"""`ser predict`: what a trained model hears in sound files."""

import argparse
import csv
import json
import os
import sys
from pathlib import Path

from ser.commands.places import HEADLINE_MODEL, RESULTS, positive

_LIMITS = (
    "It was trained on acted English speech by few speakers. It says which acted emotion a clip resembles, "
    "not what a person feels; do not base decisions about people on it."
)

APART = ("speaker", "speaker-6", "corpus")
"""Splits that test nobody who trains, as `ser.splits.speakers_apart` says, which needs pandas."""

SUMMARY = RESULTS / "full" / "tables" / "summary.csv"
"""The figures of every arm, from which the model cards have theirs, too."""


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("predict", help="probabilities of the emotions in sound files")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="WAV, FLAC or AIFF, more than half a second"
    )
    parser.add_argument(
        "--model", type=Path, metavar="DIR", help="model folder (default: the headline model)"
    )
    parser.add_argument(
        "--jobs",
        type=positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="threads (default: one a core)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON for machines")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from ser.corpora import EMOTIONS
    from ser.errors import DataMissing, SerError
    from ser.training.saved.listening import listen

    where = options.model or HEADLINE_MODEL
    if options.model is None and not where.is_dir():
        raise DataMissing(
            f"no headline model in {where}; name one with --model, or train one with `ser train`"
        )
    model, settings, config = _load(where)
    heard, refused = [], 0
    for path, found in listen(model, settings, options.files, jobs=options.jobs):
        if isinstance(found, SerError):
            print(f"ser predict: {found}", file=sys.stderr)
            refused += 1
            continue
        heard.append(
            {
                "file": str(path),
                "emotion": EMOTIONS[int(found.argmax())],
                "probabilities": {
                    emotion: round(float(value), 4) for emotion, value in zip(EMOTIONS, found, strict=True)
                },
            }
        )
    if options.json:
        print(json.dumps({"model": _describe(config), "limits": _LIMITS, "predictions": heard}, indent=1))
    elif heard:
        print(f"model: {_describe(config)}\n{_LIMITS}\n")
        for one in heard:
            print(f"{one['file']}: {one['emotion']}")
            for emotion, value in sorted(one["probabilities"].items(), key=lambda item: -item[1]):
                print(f"  {emotion:<10} {value:6.1%} {'#' * round(40 * value)}")
    return 2 if refused else 0


def _load(where: Path) -> tuple:
    """The model as ONNX, which is there at once; without it, or where it is no good, as Keras has it."""
    from ser.errors import DataDamaged
    from ser.training.saved import folder
    from ser.training.saved.exported import load_exported

    if (where / folder.EXPORTED).is_file():
        try:
            exported = load_exported(where)
            return exported, exported.about.features, exported.about.config
        except DataDamaged as error:
            trained = folder.load(where)  # what is wrong with the folder itself, it says
            print(f"ser predict: {error}; this answer comes from model.keras", file=sys.stderr)
            return trained
    return folder.load(where)


def _describe(config: dict) -> str:
    """Return one line: which model, trained and tested on what."""
    from ser.corpora.banner import BANNER

    data, split = config.get("data", {}), config.get("split", {})
    corpora = ", ".join(
        f"{name} {count['found']}/{count['expected']}" for name, count in data.get("corpora", {}).items()
    )
    text = f"{config.get('arm', 'unnamed')}, {split.get('name', 'unknown')} split of {data.get('clips', '?')} clips ({corpora})"
    if "test" in config:
        apart = split.get("name") in APART
        text += f"; test accuracy {config['test']['accuracy']:.3f} on speakers it was {'not ' if apart else ''}trained on"
        text += "" if apart or data.get("demo") else f"; {_of_strangers(str(config.get('arm')))}"
    return text + (f"; {BANNER}" if data.get("demo") else "")


def _of_strangers(arm: str) -> str:
    """Return what is known of an arm on voices it has not heard, which those of a user are."""
    whose = "whoever speaks in a recording of your own is an unseen speaker"
    try:
        with SUMMARY.open(encoding="utf-8", newline="") as stream:
            rows = [row for row in csv.DictReader(stream) if row["arm"] == arm]
        found = [row for row in rows if (row["data"], row["split"]) == ("RAVDESS", "speaker")]
        accuracy = [float(row["accuracy"]) for row in found]
    except (OSError, KeyError, TypeError, ValueError, csv.Error):
        accuracy = []
    if not accuracy:
        return f"how often it is right on unseen speakers was not measured, and {whose}"
    return f"another training of it, on RAVDESS alone, has {accuracy[0]:.3f} on unseen speakers; {whose}"
