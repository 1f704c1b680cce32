"""A model's network with all that stands between the MFCC and it, as one ONNX graph."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ser.training.saved.folder import EXPORTED, About, read_about

if TYPE_CHECKING:
    from onnx import ModelProto

_Step = tuple[str, str, str, dict[str, Any]]
"""Kind of the node, its inputs, its output, its attributes."""
_PREFIX = "before/"


def listening_graph(folder: Path | str) -> "ModelProto":
    """Return a graph from `mfcc` (frames, coefficients) of one clip to `probabilities` and `attention` (1, ...).

    It does what `ser.training.saved.listening` does between the two: rounds to float16 as the feature store
    does, scales, pads to the frames of the model and arranges them with the mask the model takes.
    The network is that of the folder's `model.onnx`.

    Raises:
        DataMissing, DataDamaged: as `ser.training.saved.exported.load_exported`.
    """
    import onnx
    from onnx import compose, helper

    from ser.training.saved.exported import load_exported

    load_exported(folder)  # says what is wrong with the file
    about = read_about(folder)
    network = onnx.load(about.folder / EXPORTED)
    graph, pairs = _before(about)
    before = helper.make_model(graph, opset_imports=network.opset_import, ir_version=network.ir_version)
    both = compose.merge_models(before, network, io_map=pairs)
    both.graph.name, both.producer_name = about.settings.name, ""
    onnx.checker.check_model(both, full_check=True)
    return both


def attention_axis(about: About) -> dict:
    """What the steps of a model's attention walk along.

    `{"kind": "frames", "seconds": s}`: each step stands for s seconds, the first begins with the
    window. `{"kind": "coefficients"}`: each stands for an equal share of the cepstral coefficients,
    over the whole clip.
    """
    settings = about.settings
    if not settings.needs_mask or settings.axis == "cepstral":
        return {"kind": "coefficients"}
    frames = int(np.prod(settings.time_pooling))
    return {"kind": "frames", "seconds": frames * about.features.hop / about.features.rate}


def _before(about: About):
    """The graph that stands before a network, and which of its outputs is which of the network's inputs."""
    from onnx import TensorProto, helper, numpy_helper

    settings, scaler = about.settings, about.scaler
    one = numpy_helper.from_array(np.ones(1, np.float32))
    constants: dict[str, np.ndarray] = {
        "mean": scaler.mean.astype(np.float32),
        "deviation": scaler.deviation.astype(np.float32),
        "frames": np.array([settings.frames], np.int64),
        "none": np.zeros(1, np.int64),
        "nothing": np.zeros(2, np.int64),
        "clip": np.zeros(1, np.int64),
        "tightest": np.array(1e-3, np.float32),
    }
    scale: list[_Step] = [("Sub", "{0} mean", "centred", {}), ("Div", "centred deviation", "scaled", {})]
    pad: list[_Step] = [("Pad", "{0} below", "padded", {})]
    steps: list[_Step] = [
        ("Cast", "mfcc", "rounded", {"to": TensorProto.FLOAT16}),
        ("Cast", "rounded", "stored", {"to": TensorProto.FLOAT}),
        ("Shape", "mfcc", "shape", {}),
        ("Gather", "shape none", "length", {}),
        ("Sub", "frames length", "short", {}),
        ("Concat", "nothing short none", "below", {"axis": 0}),
    ]
    if scaler.scales_padding:
        order = [*pad, *scale]
    elif scaler.by_utterance:
        order = [
            *scale,
            ("ReduceMean", "{0}", "own_mean", {"axes": [0], "keepdims": 1}),
            ("Sub", "scaled own_mean", "own", {}),
            ("Mul", "own own", "squares", {}),
            ("ReduceMean", "squares", "variance", {"axes": [0], "keepdims": 1}),
            ("Sqrt", "variance", "spread", {}),
            ("Max", "spread tightest", "enough", {}),
            ("Div", "own enough", "levelled", {}),
            *pad,
        ]
    else:
        order = [*scale, *pad]
    last = "stored"
    for kind, given, out, options in order:
        steps.append((kind, given.format(last), out, options))
        last = out
    if settings.needs_mask:
        steps += [
            ("Unsqueeze", f"{last} clip", "given", {}),
            ("ConstantOfShape", "length", "true", {"value": one}),
            ("Concat", "none short", "behind", {"axis": 0}),
            ("Pad", "true behind", "flags", {}),
            ("Unsqueeze", "flags clip", "mask", {}),
        ]
    else:
        constants["around"] = np.array([0, 3], np.int64)
        steps += [
            ("Transpose", last, "turned", {"perm": [1, 0]}),
            ("Unsqueeze", "turned around", "given", {}),
        ]
    used = {name for _, given, _, _ in steps for name in given.split()}

    def named(name: str) -> str:
        return name if name == "mfcc" else _PREFIX + name

    nodes = [
        helper.make_node(kind, [named(name) for name in given.split()], [named(out)], **options)
        for kind, given, out, options in steps
    ]
    sizes = [1, settings.frames, settings.coefficients] if settings.needs_mask else None
    outputs = [
        helper.make_tensor_value_info(
            named("given"), TensorProto.FLOAT, sizes or [1, settings.coefficients, settings.frames, 1]
        )
    ]
    if settings.needs_mask:
        outputs.append(helper.make_tensor_value_info(named("mask"), TensorProto.FLOAT, [1, settings.frames]))
    graph = helper.make_graph(
        nodes,
        "before",
        [helper.make_tensor_value_info("mfcc", TensorProto.FLOAT, ["frames", settings.coefficients])],
        outputs,
        [
            numpy_helper.from_array(value, named(name))
            for name, value in sorted(constants.items())
            if name in used
        ],
    )
    pairs = [(named("given"), "mfcc")] + ([(named("mask"), "mask")] if settings.needs_mask else [])
    return graph, pairs
