"""The network of a model folder: built here from the settings, and given the weights of `model.keras`.

A `.keras` file is a zip of a description of layers and of their weights. Keras would build whatever the
description asks for; its safe mode refuses some of that. Here nothing is built from it at all: the
description is only compared with that of the network which our own code makes, and the weights are
plain numbers. So there is nothing in the file that could run.
"""

import io
import json
import math
import warnings
import zipfile
from pathlib import Path

from ser import models
from ser.models import ModelSettings
from ser.training import backend

_MEMBERS = {"metadata.json", "config.json", "model.weights.h5"}
_LARGEST = 2**30
"""Bytes of one member; the published network has 0.9 million."""

_LARGEST_ROOM = 2**23
"""Numbers that one clip may take in the widest layer; the default network takes a third of a million."""

# Names that Keras counts up in each process, and where a class lay in the version that wrote the file.
_NOT_COMPARED = {"build_config", "compile_config", "module", "name", "registered_name", "shared_object_id"}


def load_network(path: Path, settings: ModelSettings):
    """Return the network of `settings` with the weights of the `.keras` file `path`.

    Raises:
        ValueError, OSError, zipfile.BadZipFile and the like: the file holds something else than a
            description of this network and its weights, or would need more room than it has numbers.
    """
    described = _look_inside(path, settings)
    backend.start()
    import numpy as np

    network = models.build(settings)
    if not _agree(described, json.loads(json.dumps(_description(network)))):
        raise ValueError("the network it describes is not the one of config.json")
    with warnings.catch_warnings():
        # Keras leaves a layer whose weights are not there as it was drawn, and only warns.
        warnings.simplefilter("error", UserWarning)
        try:
            network.load_weights(path)
        except UserWarning as warning:
            raise ValueError(str(warning)) from warning
    if not all(np.isfinite(values).all() for values in network.get_weights()):
        raise ValueError("weights that are not finite")
    return network


def _description(network) -> dict:
    import keras

    return keras.saving.serialize_keras_object(network)


def _look_inside(path: Path, settings: ModelSettings) -> dict:
    """Return the description of the layers, once all that the file holds has been looked at."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        strange = sorted({one.filename for one in members} ^ _MEMBERS)
        if strange or len(members) != len(_MEMBERS):
            raise ValueError(
                f"expected {', '.join(sorted(_MEMBERS))}, {strange[:1] or 'one of them twice'} is wrong"
            )
        for one in members:
            if one.file_size > _LARGEST or one.file_size > 100 * one.compress_size + 2**20:
                raise ValueError(f"{one.filename} states {one.file_size:,} bytes in {one.compress_size:,}")
        # Read to their ends, where zipfile compares their checksums.
        described = json.loads(archive.read("config.json"))
        weights = archive.read("model.weights.h5")
    numbers = _count_numbers(weights)
    needed = _fewest_numbers(settings)
    if needed > numbers:
        raise ValueError(f"{numbers:,} weights, expected {needed:,} or more for the network of config.json")
    widest = settings.frames * settings.coefficients * max((1, *settings.filters))
    if widest > _LARGEST_ROOM:
        raise ValueError(f"a layer of {widest:,} numbers a clip, expected {_LARGEST_ROOM:,} at most")
    return described


def _count_numbers(weights: bytes) -> int:
    """Return how many numbers the HDF5 file `weights` holds, all of them in the file itself."""
    import h5py

    total = 0
    with h5py.File(io.BytesIO(weights), "r") as held:
        waiting = [held]
        while waiting:
            group = waiting.pop()
            for name in group:
                link = group.get(name, getlink=True)
                if not isinstance(link, h5py.HardLink):
                    raise ValueError(f"the weights hold a link to elsewhere ({type(link).__name__})")
                one = group[name]
                if isinstance(one, h5py.Group):
                    if len(one.name) > 1000:
                        raise ValueError("weights nested without end")
                    waiting.append(one)
                    continue
                if not isinstance(one, h5py.Dataset) or one.external or one.is_virtual:
                    raise ValueError("the weights lie in part in another file")
                if one.dtype.kind not in "fiu" or math.prod(one.shape) * one.dtype.itemsize > len(weights):
                    raise ValueError(
                        f"weights of shape {one.shape} and type {one.dtype}, more than the file has"
                    )
                total += math.prod(one.shape)
                if total > len(weights):
                    raise ValueError("the same weights many times over")
    return total


def _fewest_numbers(settings: ModelSettings) -> int:
    """Return a number of weights that the network of `settings` has at least, without building it."""
    if settings.name == "published":
        steps = math.ceil(settings.frames / 16) * 64
        return 3 * 9 * 64 * 64 + 4 * 32 * (steps + 32) + 32 * settings.labels
    total, channels, width = 0, 1, settings.coefficients
    for filters in settings.filters:
        total, channels, width = total + 9 * channels * filters, filters, math.ceil(width / 2)
    wide = channels * width if settings.axis == "time" else 1
    if settings.lstm:
        sides = 2 if settings.bidirectional else 1
        total, wide = total + sides * 4 * settings.lstm * (wide + settings.lstm), sides * settings.lstm
    return total + wide * settings.labels


def _agree(stored, made, order: tuple[dict, dict] | None = None) -> bool:
    """Whether two descriptions say the same where both say something; layers are told by their places."""
    if isinstance(stored, dict) and isinstance(made, dict):
        if stored.get("class_name") == "Functional" and made.get("class_name") == "Functional":
            order = (_places(stored), _places(made))
        common = (stored.keys() & made.keys()) - _NOT_COMPARED
        if "class_name" in stored or "class_name" in made:
            common |= {"class_name"}
        return all(
            _same_history(stored.get(name), made.get(name), order)
            if name in ("keras_history", "input_layers", "output_layers")
            else _agree(stored.get(name), made.get(name), order)
            for name in sorted(common)
        )
    if isinstance(stored, list) and isinstance(made, list):
        return len(stored) == len(made) and all(
            _agree(one, other, order) for one, other in zip(stored, made, strict=True)
        )
    return stored == made


def _places(described: dict) -> dict:
    layers = described.get("config", {}).get("layers", [])
    return {one.get("name"): place for place, one in enumerate(layers) if isinstance(one, dict)}


def _same_history(stored, made, order: tuple[dict, dict] | None) -> bool:
    """Whether two references to layers, nested in any way, mean the layers in the same places."""
    if order is None or type(stored) is not type(made):
        return stored == made
    if isinstance(stored, dict):
        return stored.keys() == made.keys() and all(_same_history(stored[k], made[k], order) for k in made)
    if isinstance(stored, list):
        return len(stored) == len(made) and all(
            _same_history(one, other, order) for one, other in zip(stored, made, strict=True)
        )
    if isinstance(stored, str):
        return order[0].get(stored, stored) == order[1].get(made, made)
    return stored == made
