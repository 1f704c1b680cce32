"""A saved model is one folder: `model.keras`, `labels.json`, `scaler.json`, `config.json`. No pickles."""

import errno
import json
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ser import files, models
from ser.corpora import EMOTIONS
from ser.errors import DataDamaged, DataMissing
from ser.features import FeatureSettings, settings_of
from ser.models import ModelSettings
from ser.outside import UNREADABLE, parse, reason
from ser.training.saved.weights import load_network
from ser.training.scaler import Scaler

if TYPE_CHECKING:
    from ser.training.fit import Trained

PARTS = ("model.keras", "labels.json", "scaler.json", "config.json")
EXPORTED = "model.onnx"
"""The same network as ONNX, which `ser export` writes; a folder is whole without it."""

_MADE = "parts"
"""The entry of `config.json` with the SHA-256 of the other parts, which folders of earlier versions lack."""

_WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say


def save(trained: "Trained", folder: Path | str, *, features: FeatureSettings, about: dict) -> Path:
    """Write `trained` as a model folder, beside it first, so that it is there whole or not at all.

    `about` (split, data, training settings, ...) stands in `config.json` next to the settings of
    model and features. An export of the model that was there before is removed; files of other names
    stay.
    """
    folder = Path(folder)
    config = {"model": asdict(trained.settings), "features": {"kind": features.kind} | asdict(features)}
    with files.scratch(folder) as beside:
        # A fresh copy holds the weights alone, without the optimiser's three times as many numbers.
        copy = models.build(trained.settings)
        copy.set_weights(trained.model.get_weights())  # type: ignore[attr-defined]
        _write_network(copy, beside / "model.keras")
        for name, content in (("labels.json", list(EMOTIONS)), ("scaler.json", trained.scaler.to_json())):
            (beside / name).write_text(json.dumps(content, indent=1) + "\n")
        made = {name: files.digest(beside / name) for name in PARTS[:-1]}
        content = files.sealed(config | about | {_MADE: made})
        (beside / "config.json").write_text(json.dumps(content, indent=1) + "\n")
        folder.mkdir(parents=True, exist_ok=True)
        # It comes last: without it, parts of two models are never taken for one.
        for name in ("config.json", EXPORTED):
            (folder / name).unlink(missing_ok=True)
        for name in PARTS:
            os.replace(beside / name, folder / name)
    return folder


def _write_network(network, path: Path) -> None:
    """Save a network; the same one gives the same bytes."""
    dated = path.with_name(f"dated-{path.name}")
    try:
        network.save(dated)
        with zipfile.ZipFile(dated) as made, zipfile.ZipFile(path, "w") as timeless:
            for entry in made.infolist():
                content = made.read(entry)
                if entry.filename == "metadata.json":
                    content = json.dumps(json.loads(content) | {"date_saved": ""}).encode()
                if entry.filename == "config.json":
                    content = _renumbered(content)
                timeless.writestr(zipfile.ZipInfo(entry.filename, _WHEN), content)
    except (RuntimeError, SystemError, ValueError) as error:
        # What HDF5 and zip files make of a full disk.
        raise OSError(errno.EIO, "not written, perhaps for want of space", str(path)) from error
    finally:
        dated.unlink(missing_ok=True)


def _renumbered(config: bytes) -> bytes:
    """Number the objects that layers share from 1; Keras takes their addresses in memory."""
    numbers: dict[bytes, int] = {}

    def number(found: re.Match[bytes]) -> bytes:
        return b"%b%d" % (found[1], numbers.setdefault(found[2], len(numbers) + 1))

    return re.sub(rb'("shared_object_id": )(\d+)', number, config)


def load(folder: Path | str) -> "tuple[Trained, FeatureSettings, dict]":
    """Read a model folder: (trained, feature settings, config). Nothing in it can run; see `weights`.

    Raises:
        DataMissing: there is no such folder, or a part of it is missing.
        DataDamaged: a part cannot be read or disagrees with the others.
    """
    from ser.training.fit import Trained

    about = read_about(folder)
    name = "model.keras"
    with _refused(about.folder, name):
        network = load_network(about.folder / name, about.settings)
    return Trained(network, about.settings, about.scaler, {}, -1, 0.0), about.features, about.config


@dataclass(frozen=True)
class About:
    """What a model folder says of its network: how it is built, and what it is given."""

    folder: Path
    settings: ModelSettings
    scaler: Scaler
    features: FeatureSettings
    config: dict


def read_about(folder: Path | str) -> About:
    """Read all of a model folder but the network, without Keras; errors as `load`."""
    folder = Path(folder)
    if not folder.is_dir():
        raise DataMissing(
            f"no model folder {folder}; expected a folder that `ser train` wrote; check the path"
        )
    for name in PARTS:
        if not (folder / name).is_file():
            raise DataMissing(
                f"model folder {folder}: {name} is missing; expected {', '.join(PARTS)}; train it again with `ser train`"
            )
    with _refused(folder, "config.json"):
        config = files.unsealed(parse(folder / "config.json"))
        settings = _settings(ModelSettings, config["model"])
        stored = dict(config["features"])
        features = settings_of(stored.pop("kind"), stored)
        _check_said(config)
        if (settings.frames, settings.coefficients) != (features.frames, features.coefficients):
            raise ValueError(
                f"features of {features.frames} frames by {features.coefficients} coefficients, "
                f"a network for {settings.frames} by {settings.coefficients}"
            )
    with _refused(folder, "labels.json"):
        labels = parse(folder / "labels.json")
        if labels != list(EMOTIONS):
            raise ValueError(f"expected {list(EMOTIONS)}")
    with _refused(folder, "scaler.json"):
        scaler = Scaler.from_json(parse(folder / "scaler.json"))
        if len(scaler.mean) != features.coefficients:
            raise ValueError(f"expected {features.coefficients} coefficients, received {len(scaler.mean)}")
        # What is scaled by them stays a number; those of speech lie far within.
        if not (
            (np.abs(scaler.mean) <= 1e6).all()
            and ((scaler.deviation >= 1e-9) & (scaler.deviation <= 1e6)).all()
        ):
            raise ValueError("expected means up to a million and deviations above 1e-9")
    for name in PARTS[:-1]:
        with _refused(folder, name):
            if files.digest(folder / name) != config.get(_MADE, {}).get(name, files.digest(folder / name)):
                raise ValueError("altered since it was written")
    return About(folder, settings, scaler, features, config)


@contextmanager
def _refused(folder: Path, name: str) -> Iterator[None]:
    """Turn whatever is wrong with the part `name` into one line."""
    try:
        yield
    except UNREADABLE as error:
        raise DataDamaged(
            f"model folder {folder}: {name} cannot be used ({reason(error)}); train it again with `ser train`"
        ) from error


def _settings(kind, stored: dict):
    return kind(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
    )


def _check_said(config: dict) -> None:
    """Refuse what `config.json` says beside the settings where it could not be told as it stands."""
    for name in ("arm", "run", "key"):
        if not (isinstance(config.get(name, ""), str) and config.get(name, "").isprintable()):
            raise ValueError(f"{name}: expected a name")
    split, data, test = (config.get(name, {}) for name in ("split", "data", "test"))
    for name in ("name", "hash"):
        if not (isinstance(split.get(name, ""), str) and split.get(name, "").isprintable()):
            raise ValueError(f"split: expected a {name}")
    for name in ("fold", "seed"):
        if type(split.get(name, 0)) is not int:
            raise ValueError(f"split: expected a number for the {name}")
    if type(data.get("clips", 0)) is not int:
        raise ValueError("data: expected a number of clips")
    for name, count in data.get("corpora", {}).items():
        if not name.isprintable() or any(type(count[part]) is not int for part in ("found", "expected")):
            raise ValueError("data: expected clips found and expected of each corpus")
    if "test" in config and not isinstance(test["accuracy"], float | int):
        raise ValueError("test: expected an accuracy")
