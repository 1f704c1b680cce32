"""A trained model as ONNX: probabilities and attention without Keras or TensorFlow."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ser import models
from ser.errors import DataDamaged, DataMissing
from ser.files import digest
from ser.training.folder import EXPORTED, About, read_about

MADE_FROM = "made_from"
"""The entry of the file's metadata that names the weights it was made from: the SHA-256 of `model.keras`."""

SEAL = "seal"
"""The entry with the SHA-256 of the file itself, as it is with `UNSEALED` in this place; exports of earlier
versions lack it."""
UNSEALED = "0" * 64
_SEALED = re.compile(rb"\n\x04seal\x12@([0-9a-f]{64})")  # the entry as protobuf writes it

_BATCH = 64


@dataclass(frozen=True, eq=False)
class Exported:
    """A model that onnxruntime runs on one thread, with what is needed to use it."""

    about: About
    session: object

    def predict(self, frames: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """Return probabilities, shape (n, labels), of unscaled `frames` (n, frames, coefficients)."""
        return self.attend(frames, lengths)[0]

    def attend(self, frames: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return probabilities (n, labels) and the weights of the attention (n, steps), of unscaled `frames`."""
        scaled = models.inputs(self.about.settings, self.about.scaler(frames, lengths), lengths)
        found = [
            self.session.run(
                ("probabilities", "attention"),
                {name: values[at : at + _BATCH].astype(np.float32) for name, values in scaled.items()},
            )
            for at in range(0, len(frames), _BATCH)
        ]
        probabilities, weights = zip(*found, strict=True)
        return np.concatenate(probabilities), np.concatenate(weights)


def load_exported(folder: Path | str, path: Path | str | None = None) -> Exported:
    """Read the ONNX file of a model folder: `path`, or `model.onnx` inside it.

    Raises:
        DataMissing: there is no such folder, or no ONNX file.
        DataDamaged: a part cannot be read, or the ONNX file was made from other weights.
    """
    import onnxruntime

    about = read_about(folder)
    path = Path(path) if path else about.folder / EXPORTED
    again = f"make it again with `ser export {about.folder}`"
    if not path.is_file():
        raise DataMissing(f"no ONNX file {path}; {again}")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what is wrong is said here, in one line
    content = path.read_bytes()
    if not _is_as_written(content):
        raise DataDamaged(f"{path} was altered since it was written; {again}")
    try:
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    # What onnxruntime raises has no root of its own.
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise DataDamaged(f"{path} cannot be used ({reason}); {again}") from error
    made_from = session.get_modelmeta().custom_metadata_map.get(MADE_FROM)
    if made_from != digest(about.folder / "model.keras"):
        raise DataDamaged(f"{path} was made from other weights than those in {about.folder}; {again}")
    return Exported(about, session)


def sealed(content: bytes) -> bytes:
    """Return the bytes of an ONNX file with its seal in the place that `UNSEALED` holds."""
    return content.replace(UNSEALED.encode(), hashlib.sha256(content).hexdigest().encode(), 1)


def _is_as_written(content: bytes) -> bool:
    """Whether the bytes are those that were sealed, or were never sealed; before anything else reads them."""
    found = _SEALED.search(content)
    return found is None or sealed(content.replace(found[1], UNSEALED.encode(), 1)) == content
