"""The key of a run: what it was made from, so that a changed run is never taken for a finished one."""

import ast
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import lru_cache
from pathlib import Path

import numpy as np

import ser
from ser.errors import BadValue
from ser.experiments.table import Run
from ser.features import FeatureSet
from ser.models.baselines import BaselineSettings

_COMMON = ("features/feature_set.py", "models/inputs.py", "training/fit.py", "training/scaler.py")
_OF_MODEL = {
    "published": ("models/published.py", "models/published_attention.py", "models/batch_norm.py"),
    "corrected": ("models/corrected.py", "models/layers.py", "models/batch_norm.py"),
}


def run_key(
    run: Run, *, fingerprint: str, values: str, split_hash: str, copies: Mapping[str, str] | None = None
) -> str:
    """Return 16 hex digits over configuration, data, split and the code that matters.

    `fingerprint` stands for the clips, `values` (see `values_hash`) for their features: code that
    reads and transforms audio matters by what comes out of it. `copies` are the same of changed copies
    of the clips, by change. Comments, docstrings, layout and the words of errors do not matter; nor
    does the name of the arm.
    """
    digest = hashlib.sha256()
    content = {
        "model": stated(run.arm.model),
        "features": {"kind": run.arm.features.kind} | stated(run.arm.features),
        "training": stated(run.arm.training),
        "seed": run.seed,
        "data": fingerprint,
        "values": values,
        "split": split_hash,
        "code": code_hash(_code_of(run)),
    }
    if copies:
        content["copies"] = dict(copies)
    if run.side != "test":
        content["side"] = run.side
    digest.update(json.dumps(content, sort_keys=True).encode())
    return digest.hexdigest()[:16]


def stated(settings) -> dict:
    """Return the fields of a settings dataclass that tell one run from another.

    A field that came later, marked `metadata={"added": True}`, counts only where it is not at its
    default, which means what was done before there was such a field.
    """
    values = asdict(settings)
    return {
        field.name: values[field.name]
        for field in fields(settings)
        if not (field.metadata.get("added") and getattr(settings, field.name) == field.default)
    }


def same_settings(settings, recorded: dict) -> bool:
    """Return whether a record holds these settings; a later field may lack where it is at its default."""
    known = json.loads(json.dumps(asdict(settings)))
    later = {field.name: field.default for field in fields(settings) if field.metadata.get("added")}
    filled = json.loads(json.dumps(later)) | {name: recorded[name] for name in recorded if name != "kind"}
    return filled == known


def _code_of(run: Run) -> tuple[str, ...]:
    known = ("features/speakers.py",) if run.arm.training.known_speakers else ()
    copies = ("experiments/copies.py",) if run.arm.training.copies else ()
    if isinstance(run.arm.model, BaselineSettings):
        return (*known, *copies, "features/feature_set.py", "models/baselines.py", "training/baselines.py")
    # The "published" scaler is fitted on all sides that are left.
    without = ("training/without_test.py",) if run.arm.training.scaler == "published" else ()
    augmentation = ("training/augmentation.py", "training/batches.py") if run.arm.training.augment else ()
    if run.arm.model.name not in _OF_MODEL:
        raise BadValue(
            f"model {run.arm.model.name!r}: received no list of the files it is built from, expected one such as "
            f"{_OF_MODEL['corrected']!r}; add it to _OF_MODEL in ser/experiments/key.py"
        )
    return known + without + _COMMON + augmentation + copies + _OF_MODEL[run.arm.model.name]


def values_hash(part: FeatureSet) -> str:
    """Return a hash in hex over the feature values and lengths of every clip, in the order of the table."""
    digest = hashlib.sha256(np.ascontiguousarray(part.values).tobytes())
    digest.update(np.asarray(part.lengths, np.int64).tobytes())
    return digest.hexdigest()


@lru_cache
def code_hash(modules: tuple[str, ...]) -> str:
    """Return a hash in hex over what the modules named (paths inside `ser`) do."""
    digest = hashlib.sha256()
    for module in modules:
        digest.update(module.encode())
        digest.update(bare_code((Path(ser.__file__).parent / module).read_text(encoding="utf-8")).encode())
    return digest.hexdigest()


def bare_code(source: str) -> str:
    """Return what `source` does in one way of writing: no comments, docstrings, types or words of errors."""
    tree = _Bare().visit(ast.parse(source))
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in ast.walk(tree):
        for names in (part for part in ast.iter_fields(node) if part[0] in ("body", "orelse")):
            if isinstance(names[1], list):
                setattr(node, names[0], [one for one in names[1] if _is_used(one, used)])
    return ast.unparse(tree)


class _Bare(ast.NodeTransformer):
    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.AnnAssign):
            # What the fields of a dataclass are called matters, what they may hold does not.
            node.annotation = ast.Constant(None)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            # Bare strings document what stands above them, wherever they are.
            node.body = [part for part in node.body if not _is_bare_string(part)] or [ast.Pass()]
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        if isinstance(node.exc, ast.Call):
            node.exc = node.exc.func
        return node


def _is_used(node: ast.AST, used: set[str]) -> bool:
    """Whether `node` is no import, or one of a name in `used`; types alone need the others."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return True
    return any((alias.asname or alias.name).partition(".")[0] in used for alias in node.names)


def _is_bare_string(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
