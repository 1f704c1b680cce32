"""The MFCC as an ONNX graph: the same matrices as `ser.features.mfcc`, run where there is no Python."""

from typing import TYPE_CHECKING

import numpy as np

from ser.features.mfcc import MfccSettings, _cosines, _hann, mel_filters

if TYPE_CHECKING:
    from onnx import ModelProto

OPSET = 17
"""The first with an operator for the short-time spectrum."""

_IR = 8


def mfcc_graph(settings: MfccSettings | None = None) -> "ModelProto":
    """Return a graph from `samples` (n,), float32 mono at `settings.rate`, to `mfcc` (frames, coefficients).

    Equal to `ser.features.mfcc.mfcc` of the same samples, n from 1 on. The filter bank is kept as its
    values that are not zero, two to a bin at most, and laid out when the graph is loaded. The same
    settings give the same bytes.
    """
    from onnx import TensorProto, checker, helper, numpy_helper

    settings = settings or MfccSettings()
    filters = mel_filters(settings.rate, settings.frame_length, settings.mel_bands).T
    filled = np.flatnonzero(filters)
    constants = {
        "padding": np.full(2, settings.frame_length // 2, np.int64),
        "first": np.zeros(1, np.int64),
        "last": np.full(1, -1, np.int64),
        "hop": np.array(settings.hop, np.int64),
        "frame_length": np.array(settings.frame_length, np.int64),
        "window": _hann(settings.frame_length),
        "filled": filled.astype(np.int32),
        "weights": filters.ravel()[filled],
        "size": np.array([filters.size], np.int64),
        "shape": np.array(filters.shape, np.int64),
        "faintest": np.array(1e-10, np.float32),
        "per_neper": np.array(10 / np.log(10), np.float32),
        "top_db": np.array(settings.top_db, np.float32),
        "cosines": _cosines(settings.coefficients, settings.mel_bands),
        "most": np.array([settings.frames], np.int64),
    }
    nothing = numpy_helper.from_array(np.zeros(1, np.float32))
    steps: list[tuple[str, str, str, dict]] = [
        ("Pad", "samples padding", "padded", {}),
        ("Unsqueeze", "padded first", "one", {}),
        ("STFT", "one hop window frame_length", "spectrum", {"onesided": 1}),
        ("Mul", "spectrum spectrum", "squares", {}),
        ("ReduceSum", "squares last", "powers", {"keepdims": 0}),
        ("Squeeze", "powers first", "power", {}),
        ("ConstantOfShape", "size", "empty", {"value": nothing}),
        ("ScatterElements", "empty filled weights", "flat", {"axis": 0}),
        ("Reshape", "flat shape", "filters", {}),
        ("MatMul", "power filters", "bands", {}),
        ("Max", "bands faintest", "heard", {}),
        ("Log", "heard", "nepers", {}),
        ("Mul", "nepers per_neper", "decibels", {}),
        ("ReduceMax", "decibels", "loudest", {"keepdims": 0}),
        ("Sub", "loudest top_db", "lowest", {}),
        ("Max", "decibels lowest", "log_mel", {}),
        ("MatMul", "log_mel cosines", "all", {}),
        ("Slice", "all first most first", "mfcc", {}),
    ]
    graph = helper.make_graph(
        [helper.make_node(kind, given.split(), [out], **options) for kind, given, out, options in steps],
        "mfcc",
        [helper.make_tensor_value_info("samples", TensorProto.FLOAT, ["samples"])],
        [helper.make_tensor_value_info("mfcc", TensorProto.FLOAT, ["frames", settings.coefficients])],
        [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=_IR)
    checker.check_model(model, full_check=True)
    return model
