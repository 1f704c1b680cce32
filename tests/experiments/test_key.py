import ast
import json
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from pathlib import Path

import pytest

import ser
from ser.errors import BadValue
from ser.experiments import ARMS, Run, key
from ser.experiments.key import bare_code, code_hash, run_key, same_settings, stated, values_hash
from ser.models import ModelSettings
from ser.training import TrainingSettings

RUN = Run("all", "random", ARMS["corrected"])
PUBLISHED = replace(RUN, arm=ARMS["published"])
AUGMENTED = replace(RUN, arm=replace(RUN.arm, training=replace(RUN.arm.training, augment=("mixup",))))
KNOWN = replace(RUN, arm=ARMS["known-speakers"])
COPIED = replace(RUN, arm=ARMS["copies-after"])
FITTED = replace(RUN, arm=ARMS["mlp"])
FITTED_COPIED = replace(FITTED, arm=replace(FITTED.arm, training=COPIED.arm.training))
SOURCE = '''"""What this is."""

from pathlib import Path

import numpy as np

LIMIT = 3 * np.pi
"""The most there may be."""


def double(x: int | Path) -> int:
    """Return twice `x`."""
    # Why it is so.
    if x > LIMIT:
        raise ValueError(f"received {x}, expected {LIMIT}")
    return 2 * x


class Thing:
    """A thing."""

    size: int = 1

    def grow(self):
        """Grow."""
'''


def _key(run=RUN, **changes):
    return run_key(run, **({"fingerprint": "data", "values": "values", "split_hash": "split"} | changes))


# what changes a key


def test_a_key_is_16_hex_digits_and_repeats():
    assert len(_key()) == 16
    assert int(_key(), 16) >= 0
    assert _key() == _key()


@pytest.mark.parametrize(
    "run",
    [
        replace(RUN, seed=1),
        replace(RUN, arm=replace(RUN.arm, model=replace(RUN.arm.model, lstm=32))),
        replace(RUN, arm=replace(RUN.arm, model=replace(RUN.arm.model, pooling="dot"))),
        replace(RUN, arm=replace(RUN.arm, training=replace(RUN.arm.training, epochs=1))),
        replace(RUN, arm=replace(RUN.arm, training=replace(RUN.arm.training, scaler="global"))),
        replace(RUN, arm=replace(RUN.arm, features=replace(RUN.arm.features, top_db=60.0))),
        PUBLISHED,
        AUGMENTED,
        replace(RUN, arm=replace(RUN.arm, training=replace(RUN.arm.training, class_weights=True))),
        KNOWN,
        COPIED,
        replace(RUN, arm=ARMS["copies-before"]),
    ],
    ids=[
        *("seed", "units", "pooling", "epochs", "scaler", "features", "model", "augmentation", "weights"),
        *("speakers", "copies", "copies before"),
    ],
)
def test_another_seed_model_training_or_feature_is_another_key(run):
    assert _key(run) != _key()


def test_other_data_other_values_or_another_split_is_another_key():
    assert len({_key(), _key(fingerprint="other"), _key(values="other"), _key(split_hash="other")}) == 4


def test_values_are_told_apart_by_content_and_by_length(tiny_features):
    same = values_hash(tiny_features)
    assert same == values_hash(replace(tiny_features, values=tiny_features.values.copy()))
    moved = tiny_features.values.copy()
    moved[3, 1] += 1
    assert values_hash(replace(tiny_features, values=moved)) != same
    lengths = tiny_features.lengths.copy()
    lengths[:2] += (1, -1)
    assert values_hash(replace(tiny_features, lengths=lengths)) != same


def test_every_arm_has_a_key_of_its_own():
    assert len({_key(replace(RUN, arm=arm)) for arm in ARMS.values()}) == len(ARMS)


def test_a_model_without_a_list_of_its_files_is_refused_with_the_place_for_it(monkeypatch, refuses):
    monkeypatch.setattr("ser.models.settings.MODELS", ("published", "corrected", "recurrent"))
    run = replace(RUN, arm=replace(RUN.arm, model=replace(RUN.arm.model, name="recurrent")))
    with refuses(
        BadValue, "model 'recurrent': received no list", "_OF_MODEL in ser/experiments/key.py", "corrected.py"
    ):
        _key(run)


def test_names_do_not_matter():
    """The split's hash tells which clips lie where; its name and fold add nothing."""
    renamed = replace(RUN, data="RAVDESS", split="speaker", fold=3, arm=replace(RUN.arm, name="x", label="y"))
    assert _key(renamed) == _key()


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of the package's source that a test may change, seen by the key in place of the real one."""
    home = tmp_path / "ser"
    for module in sorted(Path(ser.__file__).parent.rglob("*.py")):
        target = home / module.relative_to(Path(ser.__file__).parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(module.read_text())
    monkeypatch.setattr(key.ser, "__file__", str(home / "__init__.py"))
    code_hash.cache_clear()
    yield home
    code_hash.cache_clear()


def _edit(package, module, old, new):
    path = package / module
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    code_hash.cache_clear()


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("features/feature_set.py", "np.zeros", "np.ones"),
        ("models/inputs.py", "np.float32", "np.float64"),
        ("models/corrected.py", 'padding="same", use_bias=False', 'padding="same", use_bias=True'),
        ("models/layers.py", "-1e9", "-1e8"),
        ("training/fit.py", '"batch_size": training.batch', '"batch_size": 1'),
        ("training/scaler.py", "axis=0", "axis=1"),
    ],
)
def test_changed_code_is_another_key(package, module, old, new):
    before = _key()
    _edit(package, module, old, new)
    assert _key() != before


def test_code_of_the_other_model_does_not_matter(package):
    corrected, published = _key(), _key(PUBLISHED)
    _edit(package, "models/published_attention.py", '"glorot_uniform"', '"he_uniform"')
    assert _key() == corrected
    assert _key(PUBLISHED) != published


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("training/augmentation.py", "MIXUP = 0.2", "MIXUP = 0.4"),
        ("training/batches.py", "1907", "1908"),
    ],
)
def test_code_that_augments_matters_only_to_runs_that_use_it(package, module, old, new):
    plain, augmented = _key(), _key(AUGMENTED)
    _edit(package, module, old, new)
    assert _key() == plain
    assert _key(AUGMENTED) != augmented


def test_code_that_takes_the_test_side_away_matters_only_to_the_published_scaler(package):
    runs = (RUN, AUGMENTED, COPIED, PUBLISHED, replace(RUN, arm=ARMS["published-scaler"]))
    before = [_key(run) for run in runs]
    _edit(package, "training/without_test.py", "test=()", "test=split.test")
    after = [_key(run) for run in runs]
    kept = [run for run, one, other in zip(runs, before, after, strict=True) if one == other]
    assert kept == [RUN, AUGMENTED, COPIED]


def test_code_of_speakers_and_copies_matters_only_to_runs_that_use_it(package):
    runs = (RUN, FITTED, KNOWN, COPIED, FITTED_COPIED)
    before = [_key(run) for run in runs]
    _edit(package, "features/speakers.py", "_LEAST = 1e-3", "_LEAST = 1e-2")
    _edit(package, "experiments/copies.py", "1709", "1710")
    after = [_key(run) for run in runs]
    kept = [run for run, one, other in zip(runs, before, after, strict=True) if one == other]
    assert kept == [RUN, FITTED]


def test_the_values_of_the_copies_matter():
    assert len({_key(COPIED), _key(COPIED, copies={"gain": "a"}), _key(COPIED, copies={"gain": "b"})}) == 3


def test_a_record_is_held_to_the_settings_of_now():
    """A field that came later may lack in an older record, where it is at its default."""
    settings = TrainingSettings(epochs=7)
    older = {name: value for name, value in asdict(settings).items() if not name.startswith("copies")}
    for recorded in (older, asdict(settings), {"kind": "any"} | asdict(settings)):
        assert same_settings(settings, json.loads(json.dumps(recorded)))
    assert not same_settings(settings, older | {"epochs": 8})
    assert not same_settings(settings, older | {"copies": ["noise"]})
    assert not same_settings(replace(settings, known_speakers=True), older)
    assert not same_settings(settings, {name: value for name, value in older.items() if name != "batch"})


def test_code_that_only_reads_results_does_not_matter(package):
    before = _key()
    (package / "evaluation" / "report.py").write_text("")
    (package / "experiments" / "grid.py").write_text("")
    code_hash.cache_clear()
    assert _key() == before


def test_comments_docstrings_layout_and_error_words_do_not_matter(package):
    before = _key()
    _edit(package, "training/fit.py", '"""Train one model', '"""Teach one model')
    _edit(package, "training/fit.py", "# JAX has no", "# It has no")
    _edit(package, "models/settings.py", "expected one of", "wanted one of")
    _edit(package, "models/layers.py", "\n\n\n", "\n\n\n\n\n")
    _edit(package, "training/scaler.py", "expected as many", "wanted as many")
    assert _key() == before


# settings that came later


@dataclass(frozen=True)
class _Before:
    units: int = 4


@dataclass(frozen=True)
class _After:
    units: int = 4
    noise: float = field(default=0.0, metadata={"added": True})
    kinds: tuple[str, ...] = field(default=(), metadata={"added": True})


def test_a_later_field_at_its_default_states_nothing():
    assert stated(_After()) == stated(_Before()) == {"units": 4}
    assert stated(_After(units=5)) == {"units": 5}


def test_a_later_field_that_is_set_is_stated():
    assert stated(_After(noise=0.1)) == {"units": 4, "noise": 0.1}
    assert stated(_After(kinds=("a",))) == {"units": 4, "kinds": ("a",)}


def test_a_field_that_was_always_there_is_stated_at_its_default_too():
    assert stated(TrainingSettings())["augment"] == ()
    assert stated(ModelSettings())["lstm"] == 64


def test_a_later_field_leaves_the_key_of_a_finished_run_alone():
    """And set to something else, it gives another."""

    @dataclass(frozen=True)
    class Later(TrainingSettings):
        noise: float = field(default=0.0, metadata={"added": True})

    settings = {name: getattr(RUN.arm.training, name) for name in stated(RUN.arm.training)}
    later, set_ = (
        replace(RUN, arm=replace(RUN.arm, training=Later(**settings, noise=noise))) for noise in (0.0, 0.5)
    )
    assert _key(later) == _key()
    assert _key(set_) != _key()


# code without its words


def test_bare_code_is_written_in_one_way():
    """The text itself is fixed here, because a key has to be the same on every version of Python."""
    assert bare_code(SOURCE) == "\n".join(
        [
            "import numpy as np",
            "LIMIT = 3 * np.pi",
            "",
            "def double(x):",
            "    if x > LIMIT:",
            "        raise ValueError",
            "    return 2 * x",
            "",
            "class Thing:",
            "    size: None = 1",
            "",
            "    def grow(self):",
            "        pass",
        ]
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""Return twice `x`."""\n    ', ""),
        ("    # Why it is so.\n", ""),
        ("received {x}", "got {x}"),
        ("2 * x", "(2 *\n        x)"),
        ('"""The most there may be."""\n', ""),
        ('f"received {x}, expected {LIMIT}"', ""),
        ("x: int | Path", "x"),
        ("-> int", "-> float"),
        ("size: int", "size: float"),
        ("from pathlib import Path\n", ""),
        ("from pathlib import Path\n", "from ser.features import FeatureSettings\n"),
    ],
)
def test_words_types_and_layout_leave_bare_code_alone(old, new):
    assert old in SOURCE
    assert bare_code(SOURCE.replace(old, new)) == bare_code(SOURCE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2 * x", "3 * x"),
        ("x > LIMIT", "x >= LIMIT"),
        ("ValueError", "TypeError"),
        ("LIMIT = 3", "LIMIT = 4"),
        ("np.pi", "np.e"),
        ("size: int", "width: int"),
        ("size: int = 1", "size: int = 2"),
        ("def grow", "def shrink"),
        ("import numpy as np", "import scipy as np"),
    ],
)
def test_another_meaning_is_other_bare_code(old, new):
    assert old in SOURCE
    assert bare_code(SOURCE.replace(old, new)) != bare_code(SOURCE)


def test_bare_code_of_bare_code_is_itself():
    assert bare_code(bare_code(SOURCE)) == bare_code(SOURCE)


KEYED = sorted(
    {*key._code_of(AUGMENTED), *key._code_of(PUBLISHED), *chain.from_iterable(key._OF_MODEL.values())}
)


@pytest.mark.parametrize("module", KEYED)
def test_keyed_code_is_written_alike_by_every_version_of_python(module):
    """Python 3.12 quotes an f-string that holds quotes in another way than 3.11: keyed code has none."""
    source = bare_code((Path(ser.__file__).parent / module).read_text(encoding="utf-8"))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            inside = [part for part in ast.walk(node) if isinstance(part, ast.Constant | ast.JoinedStr)]
            assert not any("'" in str(part.value) or '"' in str(part.value) for part in inside[1:])
            assert len([part for part in inside if isinstance(part, ast.JoinedStr)]) == 1
            quoted = [part.value for part in ast.walk(node) if isinstance(part, ast.FormattedValue)]
            assert all(not isinstance(part, ast.Constant) for value in quoted for part in ast.walk(value)), (
                f"{module}: {ast.unparse(node)}"
            )


def test_what_keyed_code_imports_of_models_and_training_is_keyed_too():
    """Else a change there would go unseen. Settings count by their values, and a bar shows, no more."""
    free = {"models/settings.py", "training/settings.py", "training/progress.py"}
    for module in KEYED:
        tree = ast.parse((Path(ser.__file__).parent / module).read_text(encoding="utf-8"))
        named = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        for name in named:
            if name.startswith(("ser.models.", "ser.training.")):
                path = name.removeprefix("ser.").replace(".", "/") + ".py"
                assert path in {*KEYED, *free}, f"{module} imports {name}"
