"""The key of a run: what it was made from, so that a changed run is never taken for a finished one."""

import ast
import hashlib
import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

import numpy as np

import ser
from ser.experiments.table import Run
from ser.features import FeatureSet

_COMMON = (
    "features/feature_set.py",
    "models/__init__.py",
    "models/settings.py",
    "training/fit.py",
    "training/scaler.py",
)
_OF_MODEL = {
    "published": ("models/published.py", "models/published_attention.py"),
    "corrected": ("models/corrected.py", "models/layers.py"),
}


def run_key(run: Run, *, fingerprint: str, values: str, split_hash: str) -> str:
    """Return 16 hex digits over configuration, data, split and the code that matters.

    `fingerprint` stands for the clips, `values` (see `values_hash`) for their features: code that
    reads and transforms audio matters by what comes out of it. Comments, docstrings, layout and the
    words of errors do not matter; nor does the name of the arm.
    """
    digest = hashlib.sha256()
    content = {
        "model": asdict(run.arm.model),
        "features": {"kind": run.arm.features.kind} | asdict(run.arm.features),
        "training": asdict(run.arm.training),
        "seed": run.seed,
        "data": fingerprint,
        "values": values,
        "split": split_hash,
        "code": code_hash(_COMMON + _OF_MODEL[run.arm.model.name]),
    }
    digest.update(json.dumps(content, sort_keys=True).encode())
    return digest.hexdigest()[:16]


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
    """Return what `source` does in one way of writing: no comments, docstrings or words of errors."""
    return ast.unparse(_Bare().visit(ast.parse(source)))


class _Bare(ast.NodeTransformer):
    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            # Bare strings document what stands above them, wherever they are.
            node.body = [part for part in node.body if not _is_bare_string(part)] or [ast.Pass()]
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        if isinstance(node.exc, ast.Call):
            node.exc = node.exc.func
        return node


def _is_bare_string(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
