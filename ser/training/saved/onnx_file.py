"""What an ONNX file may hold, looked at before onnxruntime builds it: one graph of standard operations, whole.

The format can name files beside itself, operations of other makers, and functions of its own; `ser
export` writes none of them. The file is walked through as protocol buffers, without a package for it.
Field numbers: onnx/onnx.proto.
"""

from collections.abc import Iterator

LARGEST = 2**28
"""Bytes that a file may have; the headline model has 0.9 million."""

_DEEPEST = 20
_STANDARD = ("", "ai.onnx")
_VARINT, _EIGHT, _LENGTH, _FOUR = 0, 1, 2, 5

# ModelProto
_GRAPH, _TRAINING, _FUNCTIONS = 7, 20, 25
# GraphProto
_NODE, _TENSOR, _SPARSE = 1, 5, 15
# NodeProto
_OPERATION, _ATTRIBUTE, _DOMAIN = 4, 5, 7
# AttributeProto: one and several of each
_OF_TENSORS, _OF_GRAPHS, _OF_SPARSE = (5, 10), (6, 11), (22, 23)
# TensorProto
_ELSEWHERE, _LOCATION = 13, 14


def check_size(size: int) -> None:
    """Raise ValueError where a file of `size` bytes is larger than any that `ser export` writes."""
    if size > LARGEST:
        raise ValueError(f"{size:,} bytes, expected {LARGEST:,} at most")


def check(content: bytes) -> None:
    """Raise ValueError where an ONNX file holds what `ser export` never writes."""
    check_size(len(content))
    graphs = 0
    for field, value in _fields(memoryview(content)):
        if field in (_TRAINING, _FUNCTIONS):
            raise ValueError("functions or a training of its own, expected one graph")
        if field == _GRAPH:
            graphs += 1
            _check_graph(_message(value), 0)
    if graphs != 1:
        raise ValueError(f"{graphs} graphs, expected one")


def _check_graph(graph: memoryview, depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError("graphs nested without end")
    for field, value in _fields(graph):
        if field == _NODE:
            _check_node(_message(value), depth)
        elif field == _TENSOR:
            _check_tensor(_message(value))
        elif field == _SPARSE:
            raise ValueError("sparse weights, expected plain ones")


def _check_node(node: memoryview, depth: int) -> None:
    operation = domain = ""
    for field, value in _fields(node):
        if field == _OPERATION:
            operation = _word(value)
        elif field == _DOMAIN:
            domain = _word(value)
        elif field == _ATTRIBUTE:
            _check_attribute(_message(value), depth)
    if domain not in _STANDARD:
        raise ValueError(f"the operation {operation!r} of {domain!r}, expected those of ONNX alone")


def _check_attribute(attribute: memoryview, depth: int) -> None:
    for field, value in _fields(attribute):
        if field in _OF_TENSORS and not isinstance(value, int):
            _check_tensor(value)
        elif field in _OF_GRAPHS and not isinstance(value, int):
            _check_graph(value, depth + 1)
        elif field in _OF_SPARSE:
            raise ValueError("sparse weights, expected plain ones")


def _check_tensor(tensor: memoryview) -> None:
    for field, value in _fields(tensor):
        if field == _ELSEWHERE or (field == _LOCATION and value != 0):
            raise ValueError("weights that lie in another file, expected all of them in this one")


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Yield the fields of a message: a number, or the bytes of what is nested."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind = key & 7
        if kind == _VARINT:
            value, at = _varint(message, at)
            yield key >> 3, value
            continue
        if kind == _LENGTH:
            size, at = _varint(message, at)
        elif kind in (_EIGHT, _FOUR):
            size = 8 if kind == _EIGHT else 4
        else:
            raise ValueError("not an ONNX file")
        if size > len(message) - at:
            raise ValueError("not an ONNX file, or cut short")
        yield key >> 3, message[at : at + size]
        at += size


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            break
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("not an ONNX file, or cut short")


def _message(value: int | memoryview) -> memoryview:
    if isinstance(value, int):
        raise ValueError("not an ONNX file")
    return value


def _word(value: int | memoryview) -> str:
    return bytes(_message(value)).decode("utf-8")
