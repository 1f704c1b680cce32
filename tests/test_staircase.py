"""The package is one staircase, readable step by step, and heavy libraries wait until they are needed."""

import ast
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "ser"

# A step imports those before it. What is not a step (errors, how files are written and read) lies below all of them.
BELOW = ("errors", "files", "processes", "outside")
STEPS = (
    "corpora",
    "audio",
    "features",
    "splits",
    "models",
    "training",
    "evaluation",
    "experiments",
    "results",
    "claims",
    "plots",
    "pages",
    "exercises",
    "commands",
)
TOP = ("__main__",)
ORDER = {name: place for place, name in enumerate((*BELOW, *STEPS, *TOP))}

TRAINING_SIDE = STEPS[: STEPS.index("experiments") + 1]
HEAVY = {"librosa", "soundfile", "tensorflow", "keras", "matplotlib", "seaborn"}
LONGEST = 400

MODULES = sorted(PACKAGE.rglob("*.py"))


def _relative(path):
    return path.relative_to(PACKAGE).as_posix()


def _step(path):
    """The step a module belongs to: the first part of its name below `ser`, '' for `ser/__init__.py`."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def _tree(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _absolute(path, node):
    """Full names that one import statement asks for."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    base = node.module or ""
    if node.level:
        parts = ["ser", *path.relative_to(PACKAGE).parent.parts]
        kept = parts[: len(parts) - node.level + 1]
        base = ".".join([*kept, base] if base else kept)
    return [f"{base}.{alias.name}" for alias in node.names] if base == "ser" else [base]


def _imports(path, nodes):
    statements = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    return [name for node in statements for name in _absolute(path, node)]


def _at_top(tree):
    """Statements run when the module is imported: all but the bodies of functions and of type-only blocks."""
    queue, found = list(tree.body), []
    while queue:
        node = queue.pop()
        found.append(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            queue.extend(node.orelse)
            continue
        queue.extend(ast.iter_child_nodes(node))
    return found


def test_every_module_has_a_place():
    unplaced = sorted({_step(path) for path in MODULES} - {""} - set(ORDER))
    assert unplaced == [], f"{unplaced} have no place in the staircase: add them to STEPS or BELOW above"
    assert any(_step(path) == "corpora" for path in MODULES)


@pytest.mark.parametrize("path", MODULES, ids=_relative)
def test_a_step_imports_those_below_it_alone(path):
    step = _step(path)
    for name in _imports(path, ast.walk(_tree(path))):
        parts = name.split(".")
        if parts[0] != "ser" or len(parts) == 1:
            continue
        other = parts[1]
        if other not in ORDER:  # a name of ser/__init__.py, such as __version__
            assert other.startswith("__"), f"{_relative(path)} imports {name}, which is no step"
            continue
        assert step == other or (step != "" and ORDER[other] < ORDER[step]), (
            f"{_relative(path)} imports {name}: {step or 'ser/__init__.py'} stands below {other}"
        )


@pytest.mark.parametrize("path", [path for path in MODULES if _step(path) in TRAINING_SIDE], ids=_relative)
def test_heavy_libraries_are_imported_where_they_are_used(path):
    """Keras may stand at the top of a module that defines one of its classes and is itself imported late."""
    late = (_step(path) == "models" and path.name != "__init__.py") or _relative(
        path
    ) == "training/batches.py"
    allowed = {"keras"} if late else set()
    top = {name.split(".")[0] for name in _imports(path, _at_top(_tree(path)))}
    assert top & (HEAVY - allowed) == set(), f"{_relative(path)} imports them at its top"


def test_training_code_loads_without_the_heavy_libraries():
    steps = [f"ser.{step}" for step in TRAINING_SIDE if importlib.util.find_spec(f"ser.{step}")]
    code = f"import sys, {', '.join(steps)}; print(sorted(set({sorted(HEAVY)}) & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[]", f"importing {', '.join(steps)} loads {ran.stdout.strip()}"


@pytest.mark.parametrize("path", MODULES, ids=_relative)
def test_a_module_is_short_and_explained(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{_relative(path)} has {lines} lines, {LONGEST} at most: is it two ideas?"
    tree = _tree(path)
    assert ast.get_docstring(tree) or not tree.body, f"{_relative(path)} has no docstring"
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == [], f"{_relative(path)}: no docstring on {silent}"


def _tracked():
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: which files are tracked is not known")
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    return sorted(ROOT / name.decode() for name in listed.split(b"\0") if name)


def test_no_file_names_a_home_folder_or_a_package_registry():
    """The patterns are put together here so that this file does not hold what it looks for."""
    homes = [rf"/{name}/[A-Za-z0-9_.]" for name in ("home", "Users", "root")]
    hosts = [r"\bpypi\.org", r"\bpythonhosted\.org", r"\bregistry\.npm", r"\bconda\.anaconda\.org"]
    here = [re.escape(str(ROOT)) + r"(?![\w-])"] if len(ROOT.parts) > 2 else []
    pattern = re.compile("|".join((*homes, *hosts, *here)).encode())
    found = []
    for path in _tracked():
        if path == Path(__file__).resolve() or not path.is_file():
            continue
        match = pattern.search(path.read_bytes())
        if match:
            found.append(f"{path.relative_to(ROOT)}: {match.group().decode(errors='replace')}")
    assert found == []
