import shutil

import numpy as np
import pytest

from ser import models
from ser.errors import DataDamaged, DataMissing
from ser.training import Trained
from ser.training.saved import exported, folder


@pytest.fixture
def copy(small_folder, tmp_path):
    return shutil.copytree(small_folder, tmp_path / "copy")


def test_more_clips_than_go_in_at_once_come_out_in_their_order(small_folder, small_model):
    rng = np.random.default_rng(0)
    lengths = rng.integers(1, 27, 150)
    frames = rng.normal(-20, 30, (150, 26, 8)).astype(np.float32)
    frames *= (np.arange(26) < lengths[:, None])[..., None]
    found = exported.load_exported(small_folder).predict(frames, lengths)
    assert found.shape == (150, 8)
    np.testing.assert_allclose(found, small_model.predict(frames, lengths), atol=1e-5)


def test_a_folder_without_one_says_how_to_make_it(copy):
    (copy / "model.onnx").unlink()
    with pytest.raises(DataMissing, match=r"no ONNX file .*`ser export "):
        exported.load_exported(copy)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_one_cut_short_is_noticed(copy, share):
    whole = (copy / "model.onnx").read_bytes()
    (copy / "model.onnx").write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(DataDamaged, match=r"model\.onnx .*make it again with `ser export"):
        exported.load_exported(copy)


def test_one_larger_than_any_export_is_not_read(copy, monkeypatch, refuses):
    monkeypatch.setattr(exported.onnx_file, "LARGEST", 100)
    size = (copy / "model.onnx").stat().st_size
    with refuses(DataDamaged, f"{size:,} bytes, expected 100 at most", "make it again with `ser export"):
        exported.load_exported(copy)


@pytest.mark.parametrize("content", [b"\0" * 500, b"not a model", b"PK\x03\x04" + b"x" * 90])
def test_what_is_no_onnx_is_noticed_in_one_line(copy, content):
    (copy / "model.onnx").write_bytes(content)
    with pytest.raises(DataDamaged) as caught:
        exported.load_exported(copy)
    assert len(str(caught.value).splitlines()) == 1


def test_one_of_other_weights_is_noticed(copy, keras, small_model):
    keras.utils.set_random_seed(1)
    other = Trained(models.build(small_model.settings), small_model.settings, small_model.scaler, {}, 0, 0.0)
    stale = (copy / "model.onnx").read_bytes()
    folder.save(other, copy, features=exported.load_exported(copy).about.features, about={})
    assert not (copy / "model.onnx").exists(), "the export of the model before"
    (copy / "model.onnx").write_bytes(stale)
    with pytest.raises(DataDamaged, match="other weights"):
        exported.load_exported(copy)


@pytest.mark.parametrize("part", folder.PARTS)
def test_a_folder_with_a_part_missing_is_refused(copy, part):
    (copy / part).unlink()
    with pytest.raises(DataMissing, match=part):
        exported.load_exported(copy)


# from a stranger


def _made(nodes, *, inputs=("mfcc", "mask"), outputs=("probabilities", "attention"), more=(), domain=""):
    """An ONNX file of these nodes: what goes in is (clips, 26, 8) and (clips, 26)."""
    from onnx import TensorProto, helper

    sizes = {"mfcc": ["clips", 26, 8], "mask": ["clips", 26]}
    graph = helper.make_graph(
        nodes,
        "made",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, sizes[name]) for name in inputs],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        list(more),
    )
    opsets = [helper.make_opsetid("", 15)] + ([helper.make_opsetid(domain, 1)] if domain else [])
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def _numbers(name, values):
    from onnx import numpy_helper

    return numpy_helper.from_array(np.asarray(values), name)


def _answers(*nodes, **options):
    """A model that gives the mask for both answers, after other nodes."""
    from onnx import helper

    copies = [helper.make_node("Identity", ["mask"], [name]) for name in ("probabilities", "attention")]
    return _made([*nodes, *copies], **options)


@pytest.fixture
def refused(copy, refuses):
    """Return a function that puts a model in the folder's place and wants it refused, when loaded or when run."""
    from onnx import helper

    def use(model, *words):
        helper.set_model_props(model, {exported.MADE_FROM: exported.digest(copy / "model.keras")})
        (copy / "model.onnx").write_bytes(model.SerializeToString())
        with refuses(DataDamaged, copy / "model.onnx", "cannot be used", *words, "`ser export "):
            exported.load_exported(copy).predict(np.zeros((2, 26, 8), np.float32), np.array([26, 20]))

    return use


@pytest.mark.parametrize("place", ["secret", "../secret", "/etc/hostname"])
def test_weights_in_another_file_are_not_read(refused, tmp_path, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret").write_bytes(b"0123456789abcdef")
    weights = _numbers("w", np.zeros(4, np.float32))
    weights.ClearField("raw_data")
    weights.data_location = 1
    entry = weights.external_data.add()
    entry.key, entry.value = "location", place
    refused(_answers(more=[weights]), "weights that lie in another file")


def test_weights_in_another_file_are_found_in_the_body_of_a_loop_too(refused):
    from onnx import TensorProto, helper

    hidden = _numbers("hidden", np.zeros(1, np.float32))
    hidden.data_location = 1
    body = helper.make_graph(
        [helper.make_node("Constant", [], ["out"], value=hidden)],
        "body",
        [],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, [1])],
    )
    branch = helper.make_node("If", ["yes"], ["x"], then_branch=body, else_branch=body)
    refused(_answers(branch, more=[_numbers("yes", True)]), "weights that lie in another file")


@pytest.mark.parametrize("domain", ["com.microsoft", "stranger.example"])
def test_an_operation_of_another_maker_is_refused(refused, domain):
    from onnx import helper

    node = helper.make_node("FusedGemm", ["mask"], ["x"], domain=domain)
    refused(_answers(node, domain=domain), f"'FusedGemm' of '{domain}'")


def test_functions_of_its_own_are_refused(refused):
    from onnx import helper

    model = _answers()
    opsets = [helper.make_opsetid("", 15)]
    inner = [helper.make_node("Identity", ["a"], ["b"])]
    model.functions.append(helper.make_function("own", "F", ["a"], ["b"], inner, opsets))
    refused(model, "functions")


def test_graphs_nested_without_end_are_refused(refused):
    from onnx import helper

    graph = helper.make_graph([], "inner", [], [])
    for _ in range(30):
        graph = helper.make_graph([helper.make_node("If", ["yes"], [], then_branch=graph)], "g", [], [])
    refused(_made(list(graph.node)), "nested without end")


@pytest.mark.parametrize("size", [10**9, 10**12, 10**18])
def test_an_array_larger_than_the_room_is_refused(refused, size):
    import resource

    from onnx import helper

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    nodes = [
        helper.make_node("ConstantOfShape", ["size"], ["large"]),
        helper.make_node("ReduceSum", ["large"], ["sum"], keepdims=0),
        helper.make_node("Add", ["mask", "sum"], ["probabilities"]),
        helper.make_node("Identity", ["mask"], ["attention"]),
    ]
    refused(_made(nodes, more=[_numbers("size", [size])]))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 2**19, "KiB"


def test_a_loop_without_end_is_ended(refused, monkeypatch):
    from onnx import TensorProto, helper

    monkeypatch.setattr(exported, "_LONGEST", 0.3)
    number = TensorProto.FLOAT, ["clips", 26]
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["on"]), helper.make_node("Neg", ["v"], ["w"])],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("v", *number),
        ],
        [
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("w", *number),
        ],
    )
    nodes = [
        helper.make_node("Loop", ["times", "yes", "mask"], ["probabilities"], body=body),
        helper.make_node("Identity", ["mask"], ["attention"]),
    ]
    refused(_made(nodes, more=[_numbers("times", 2**60), _numbers("yes", True)]), "terminate")


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("other inputs", "expected the inputs ['mask', 'mfcc']"),
        ("other outputs", "expected the inputs"),
        ("other shape", "an answer of (2, 26), expected (2, 8)"),
        ("not finite", "not finite"),
    ],
)
def test_an_answer_of_another_kind_is_refused(refused, model, words):
    from onnx import helper

    if model == "other inputs":
        nodes = [helper.make_node("Identity", ["mask"], [name]) for name in ("probabilities", "attention")]
        made = _made(nodes, inputs=("mask",))
    elif model == "other outputs":
        made = _made([helper.make_node("Identity", ["mask"], ["attention"])], outputs=("attention",))
    elif model == "other shape":
        made = _answers()
    else:
        nodes = [
            helper.make_node("ReduceMin", ["mfcc"], ["least"], axes=[1], keepdims=0),
            helper.make_node("Sub", ["least", "least"], ["nothing"]),
            helper.make_node("Div", ["nothing", "nothing"], ["probabilities"]),
            helper.make_node("Identity", ["mask"], ["attention"]),
        ]
        made = _made(nodes)
    refused(made, words)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x08", b"\x3a\xff\xff\xff\xff\x0f", b"\x38\x01", b"\xff" * 40, b"\x0b\x0c", b"\x3a\x00\x3a\x00"],
)
def test_bytes_that_are_no_onnx_are_refused_before_they_are_run(copy, refuses, content):
    (copy / "model.onnx").write_bytes(content)
    with refuses(DataDamaged, copy / "model.onnx", "cannot be used"):
        exported.load_exported(copy)
