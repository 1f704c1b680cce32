"""Do one run: train an arm on a split, score the test side, write the record."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np

from ser.errors import BadValue, SerError
from ser.evaluation import summarise
from ser.experiments.copies import with_copies
from ser.experiments.ground import key_of, part_of, split_of
from ser.experiments.record import Predictions, write
from ser.experiments.table import Run
from ser.features import FeatureSet, by_speaker
from ser.models.baselines import BaselineSettings
from ser.outside import reason
from ser.splits import Split
from ser.training import Trained, backend, targets, train
from ser.training.baselines import FittedBaseline, fit_baseline
from ser.training.saved import folder


def do(
    run: Run,
    features: FeatureSet,
    *,
    copies: Mapping[str, FeatureSet] | None = None,
    results: Path | str,
    profile: str,
    keep_model: Path | str | None = None,
    progress: bool = False,
) -> dict:
    """Train one run, score it on its side of the split, write it under `results`, and return its record.

    `copies` are the changed copies its arm trains on, by change. With `keep_model`, the model folder is written there too.
    """
    part = part_of(features, run)
    split = split_of(part, run)
    # Before training, so that code changed meanwhile does not lend its key to what the old code did.
    key = key_of(run, part, split, copies)
    if run.arm.training.known_speakers:
        part = by_speaker(part)
    trains_on, sides = _beside_copies(part, split, run, copies or {})
    trained: FittedBaseline | Trained
    if isinstance(run.arm.model, BaselineSettings):
        trained = _fit_baseline(trains_on, sides, run.arm.model, run)
    else:
        _forget_earlier_runs()
        trained = train(trains_on, sides, run.arm.model, run.arm.training, seed=run.seed, progress=progress)
    predictions, metrics = score(trained, part, split, side=run.side)
    record = {
        "run": run.name,
        "key": key,
        "profile": profile,
        "arm": run.arm.name,
        "scored_on": run.side,
        "config": configuration(run),
        "split": describe_split(split),
        "data": describe_data(run.data, part),
        **_how(trained),
        "metrics": metrics,
    }
    if keep_model is not None and isinstance(trained, Trained):
        about = {name: record[name] for name in ("run", "key", "profile", "arm", "split", "data", "versions")}
        about |= {"training": record["config"]["training"], "test": _headline(metrics)}
        folder.save(trained, keep_model, features=run.arm.features, about=about)
    write(results, record, predictions)
    return record


def _fit_baseline(features: FeatureSet, split: Split, settings: BaselineSettings, run: Run) -> FittedBaseline:
    try:
        return fit_baseline(features, split, settings, seed=run.seed)
    except ValueError as error:
        if isinstance(error, SerError):
            raise
        # scikit-learn's own words: fewer clips than neighbours, one emotion alone, and the like.
        raise BadValue(
            f"run {run.name}: received {len(split.train)} clips to train and {len(split.validation)} to choose on, which "
            f"{settings.name!r} refuses ({reason(error)}); expected more clips, of two emotions or more; "
            "name a folder that holds them with --data"
        ) from error


def _beside_copies(
    part: FeatureSet, split: Split, run: Run, copies: Mapping[str, FeatureSet]
) -> tuple[FeatureSet, Split]:
    wanted = run.arm.training.copies
    if tuple(copies) != wanted:
        raise BadValue(
            f"run {run.name}: received copies {', '.join(copies) or 'none'}, expected {', '.join(wanted) or 'none'}"
        )
    if not wanted:
        return part, split
    of_part = {change: part_of(copied, run) for change, copied in copies.items()}
    return with_copies(part, of_part, split, made=run.arm.training.copies_made)


def _how(trained: Trained | FittedBaseline) -> dict:
    """Return versions, device, seconds and course of the training as plain data."""
    if isinstance(trained, FittedBaseline):
        return {
            "versions": backend.versions_without_network(),
            "device": backend.processor(),
            "seconds": {"training": round(trained.seconds, 1), "epoch": 0.0},
            "training": {
                "epochs": 0,
                "best_epoch": -1,
                "parameters": 0,
                "history": {},
                "chosen": trained.chosen,
            },
        }
    epochs = len(trained.history["loss"])
    return {
        "versions": backend.versions(),
        "device": backend.device(),
        "seconds": {
            "training": round(trained.seconds, 1),
            "epoch": round(trained.seconds / epochs, 3),
        },
        "training": {
            "epochs": epochs,
            "best_epoch": trained.best_epoch,
            "parameters": int(trained.model.count_params()),
            "history": trained.history,
        },
    }


def _forget_earlier_runs() -> None:
    """Let go of what earlier runs of this process left in Keras: memory, and the numbers of layer names."""
    backend.start()
    import keras

    keras.utils.clear_session()


def score(
    trained: Trained | FittedBaseline, part: FeatureSet, split: Split, *, side: str = "test"
) -> tuple[Predictions, dict]:
    """Return predictions and figures of a trained model on one side of a split.

    Probabilities are rounded to float16 first, so that the figures can be recomputed from the
    stored predictions to the last digit.
    """
    clips = getattr(split, side)
    if isinstance(trained, FittedBaseline):
        probabilities = trained.probabilities(part, clips).astype(np.float16)
    else:
        probabilities = trained.predict(*part.padded(clips)).astype(np.float16)
    truth = targets(part, clips)
    corpora = part.clips["corpus"].to_numpy()[part.rows.loc[list(clips)].to_numpy()]
    majority = Counter(targets(part, split.train).tolist()).most_common(1)[0][0]
    return Predictions(np.array(clips), truth, probabilities), summarise(
        truth, probabilities, corpora, majority=majority
    )


def configuration(run: Run) -> dict:
    """Return the settings of a run as plain data."""
    return {
        "model": asdict(run.arm.model),
        "features": {"kind": run.arm.features.kind} | asdict(run.arm.features),
        "training": asdict(run.arm.training),
    }


def describe_split(split: Split) -> dict:
    """Return which split it was, its hash, and how many clips each side has."""
    return {
        "name": split.name,
        "fold": split.fold,
        "seed": split.seed,
        "hash": split.hash,
        "train": len(split.train),
        "validation": len(split.validation),
        "test": len(split.test),
    }


def describe_data(name: str, part: FeatureSet) -> dict:
    """Return what a run rested on: corpora, counts, fingerprint, and what was left out."""
    counts = part.clips["corpus"].value_counts()
    return {
        "name": name,
        "corpora": {
            corpus: {"found": int(counts.get(corpus, 0)), "expected": expected}
            for corpus, expected in part.expected.items()
        },
        "clips": len(part.clips),
        "speakers": int(part.clips["speaker"].nunique()),
        "fingerprint": part.fingerprint,
        "demo": part.demo,
        "left_out": [list(gap) for gap in part.left_out],
    }


def _headline(metrics: dict) -> dict:
    return {name: metrics[name] for name in ("accuracy", "uar", "macro_f1", "weighted_f1")}
