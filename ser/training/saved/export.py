"""Write a model folder's network as ONNX, and hold it to what Keras says."""

import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ser import models
from ser.errors import BadValue, DataDamaged, DataMissing
from ser.files import digest, whole
from ser.training.saved import folder as model_folder
from ser.training.saved.exported import MADE_FROM, SEAL, UNSEALED, load_exported, sealed

if TYPE_CHECKING:
    from ser.training.fit import Trained

LARGEST = 1e-4
"""How far a probability or a weight may lie from Keras'."""

_CLIPS = 64


def export(folder: Path | str, out: Path | str | None = None) -> tuple[Path, float]:
    """Write the network of a model folder to `out` (`model.onnx` in the folder) and return (path, difference).

    The graph takes what `ser.models.inputs` gives, any number of clips at once, and has two outputs:
    `probabilities` (clips, labels) and `attention` (clips, steps). It is compared with Keras on made
    frames of every length; the largest difference is returned. Nothing stands at `out` unless all of
    it lies within `LARGEST` and no label differs.

    Raises:
        BadValue: another backend than TensorFlow, or a model without attention.
        DataMissing, DataDamaged: as `ser.training.saved.folder.load`; the packages that convert are missing;
            or the exported network says something else than Keras.
    """
    absent = [name for name in ("onnx", "tf2onnx") if find_spec(name) is None]
    if absent:
        raise DataMissing(
            f"packages are missing: {', '.join(absent)}; expected those of the extra `export`; run `make env`"
        )
    trained, _, _ = model_folder.load(folder)
    import keras
    import onnx

    if keras.backend.backend() != "tensorflow":
        raise BadValue(
            f"a model is exported with the backend tensorflow; received {keras.backend.backend()}; "
            "set KERAS_BACKEND=tensorflow"
        )
    folder = Path(folder)
    out = Path(out) if out else folder / model_folder.EXPORTED
    out.parent.mkdir(parents=True, exist_ok=True)
    with whole(out) as beside:
        _convert(trained, beside)
        graph = onnx.load(beside)
        _name_sizes(graph)
        onnx.helper.set_model_props(graph, {MADE_FROM: digest(folder / "model.keras"), SEAL: UNSEALED})
        onnx.checker.check_model(graph, full_check=True)
        beside.write_bytes(sealed(graph.SerializeToString(deterministic=True)))
        difference = _difference(trained, folder, beside)
    return out, difference


def _convert(trained: "Trained", path: Path) -> None:
    import keras

    learnt: Any = trained.model
    if not any(layer.name == "attention" for layer in learnt.layers):
        raise BadValue(
            f"a model that pools by {trained.settings.pooling!r} has no attention to export; "
            "expected one with a layer `attention`"
        )
    both = models.attention_model(learnt)
    probabilities, weights = both.outputs
    network = keras.Model(learnt.input, {"probabilities": probabilities, "attention": weights})
    network({tensor.name: np.zeros((1, *tensor.shape[1:]), np.float32) for tensor in network.inputs})
    with warnings.catch_warnings():
        # The converter asks numpy for a name that numpy is about to use otherwise.
        warnings.simplefilter("ignore", FutureWarning)
        network.export(path, format="onnx", verbose=False)


def _name_sizes(graph) -> None:
    """Call the free size of inputs and outputs `clips`, and that of the attention `steps`."""
    for tensor in (*graph.graph.input, *graph.graph.output):
        sizes = tensor.type.tensor_type.shape.dim
        sizes[0].dim_param = "clips"
        for size in sizes[1:]:
            if size.dim_param:
                size.dim_param = "steps"


def _difference(trained: "Trained", folder: Path, path: Path) -> float:
    settings, scaler = trained.settings, trained.scaler
    rng = np.random.default_rng(0)
    lengths = np.linspace(1, settings.frames, _CLIPS).astype(int)
    drawn = rng.normal(size=(_CLIPS, settings.frames, settings.coefficients))
    true = np.arange(settings.frames) < lengths[:, None]
    frames = ((drawn * scaler.deviation + scaler.mean) * true[..., None]).astype(np.float32)
    scaled = models.inputs(settings, scaler(frames, lengths), lengths)
    expected = models.attention_model(trained.model).predict(scaled, batch_size=_CLIPS, verbose=0)
    received = load_exported(folder, path).attend(frames, lengths)
    worst = max(float(np.abs(one - other).max()) for one, other in zip(expected, received, strict=True))
    labels = [found[0].argmax(axis=1) for found in (expected, received)]
    if not worst <= LARGEST or (labels[0] != labels[1]).any():
        raise DataDamaged(
            f"the export of {folder} differs from Keras by {worst:.2g}; expected {LARGEST:g} at most and the same "
            "labels; nothing was written; try the versions of requirements.txt with `make env`"
        )
    return worst
