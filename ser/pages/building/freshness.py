"""A page's freshness key: what an executed notebook rests on, hashed part by part.

The key covers the notebook's source, the modules of `ser` it imports (found by reading the source,
not by running it), the result files it reads, its parameters and the lock. It is stored with its
parts, so that a stale page can say what made it stale.
"""

import ast
import hashlib
import json
import os
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ser.errors import BadValue
from ser.files import digest
from ser.pages.banner import rests_on_demo
from ser.pages.history import history

PACKAGE = "ser"
LOCK = "requirements.txt"
ANY = "**"
"""In place of a part of a dotted name that only running the code would tell."""
_MAKER = "ser.pages.building.execute"  # decides what is stored of a page, so every page rests on it
_PARSING = threading.Lock()
"""Python 3.11.7, for one, counts how deep all threads are together, and stops at a wrong count."""
_NAMED = 5  # changes told in a reason before "and n more"


@dataclass(frozen=True)
class Freshness:
    """What a page rests on: `parts[kind][name]` is a hash or, for a parameter, its value as JSON.

    The kinds are `notebook`, `code`, `results`, `commits` (which last changed the results), `parameters`
    and `lock`.
    """

    parts: dict[str, dict[str, str]]

    @property
    def key(self) -> str:
        """The sha256 of all parts, as 64 hexadecimal digits."""
        return hashlib.sha256(json.dumps(self.parts, sort_keys=True).encode()).hexdigest()

    def since(self, old: "Freshness") -> str:
        """Say in one phrase what differs from an older state; empty when nothing does."""
        before, after = old._flat(), self._flat()
        groups = {
            "changed": [n for n in after if n in before and before[n] != after[n]],
            "new": [n for n in after if n not in before],
            "gone": [n for n in before if n not in after],
        }
        return "; ".join(f"{word}: {_enumerate(names)}" for word, names in groups.items() if names)

    def _flat(self) -> dict[str, str]:
        return {
            f"parameter {name}" if kind == "parameters" else name: value
            for kind, part in self.parts.items()
            for name, value in part.items()
        }


def freshness(notebook: Path, *, parameters: dict[str, Any], root: Path) -> Freshness:
    """Hash what a page rests on.

    Args:
        notebook: the notebook in py:percent, under `root`.
        parameters: what the notebook will be given; `profile` and `results` name the results folder.
        root: the repository root.

    Raises:
        BadValue: the notebook's header lists what it reads in a form that is not a list of patterns.
    """
    source = notebook.read_text(encoding="utf-8")
    package = package_folder(root)
    profile = str(parameters.get("profile", ""))
    results = results_folder(parameters, root)
    read = {_name(path, root): digest(path) for path in _read_by(notebook, source, results)}
    values = {name: json.dumps(value, sort_keys=True, default=str) for name, value in parameters.items()}
    lock = {LOCK: digest(root / LOCK)} if (root / LOCK).is_file() else {}
    return Freshness(
        {
            "notebook": {_name(notebook, root): hashlib.sha256(source.encode()).hexdigest()},
            "code": {_name(path, package.parent): digest(path) for path in code_of(source, package)},
            "results": read,
            "commits": {"commits of the results": _commits(read, results, root)},
            "parameters": values | {"demo": json.dumps(rests_on_demo(profile, results))},
            "lock": lock | {"Python": f"{sys.version_info.major}.{sys.version_info.minor}"},
        }
    )


def results_folder(parameters: dict[str, Any], root: Path) -> Path:
    """The results folder of a page with these parameters: `results`, or that of its `profile`."""
    return root / str(parameters.get("results", f"results/{parameters.get('profile', '')}"))


def package_folder(root: Path) -> Path:
    """The folder of the package `ser`: the one under `root`, otherwise the installed one."""
    here = root / PACKAGE
    return here if (here / "__init__.py").is_file() else Path(__file__).resolve().parents[2]


def code_of(source: str, package: Path) -> list[Path]:
    """The files of `ser` that a notebook's source imports, directly or through others, sorted.

    Imports inside functions count, and so do modules that `lazy_loader.attach` or `import_module` load by
    name. Where a name is made while the code runs, every module counts that it may be. So does every file
    that is not Python in the folder of an imported module: a table beside a module is part of it.
    """
    return code_behind([*_imports(source, ""), _MAKER], package)


def code_behind(names: Iterable[str], package: Path) -> list[Path]:
    """The files of `ser` that dotted names lead to, as `code_of`; a name that ends in `ANY` is a whole package."""
    found: set[Path] = set()
    waiting = [*names]
    while waiting:
        for path in _files(waiting.pop(), package) - found:
            found.add(path)
            module = ".".join(path.relative_to(package.parent).with_suffix("").parts)
            waiting += _imports(path.read_text(encoding="utf-8"), module)
    return sorted(found | {data for path in found for data in _data_beside(path.parent)})


def _imports(source: str, module: str) -> list[str]:
    """Dotted names that a source imports from `ser`; `module` is its own name ("" for a notebook).

    A name that ends in `ANY` stands for every module of that package.
    """
    names = []
    for node in _nodes(source):
        if isinstance(node, ast.Import):
            for alias in node.names:
                # Without "as", the packages on the way can be asked for their names too.
                parts = alias.name.split(".")
                shortest = len(parts) if alias.asname else 1
                names += [".".join(parts[:end]) for end in range(shortest, len(parts) + 1)]
        elif isinstance(node, ast.ImportFrom):
            parents = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*parents, *([node.module] if node.module else [])])
            names += [f"{base}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and _called(node) == "import_module" and node.args:
            names.append(_asked_for(node, module))
    return [name for name in names if name.split(".")[0] == PACKAGE]


def _nodes(source: str) -> list[ast.AST]:
    try:
        with _PARSING:
            tree = ast.parse(source)
        return list(ast.walk(tree))
    except SyntaxError:
        return []  # running it will say where


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _asked_for(call: ast.Call, module: str) -> str:
    """The dotted name a call of `import_module` asks for, `ANY` in place of what the source does not tell."""
    begins, whole = _begins(call.args[0], module)
    if begins.startswith("."):
        base, known = _begins(call.args[1], module) if len(call.args) > 1 else ("", False)
        begins = base + begins if known else PACKAGE + begins
        whole = whole and known
    return begins if whole else f"{begins.rpartition('.')[0] or PACKAGE}.{ANY}"


def _begins(node: ast.expr, module: str) -> tuple[str, bool]:
    """The text an expression begins with, and whether that is all of it."""
    text = ""
    for part in node.values if isinstance(node, ast.JoinedStr) else [node]:
        value = part.value if isinstance(part, ast.FormattedValue) else part
        if isinstance(value, ast.Constant):
            text += str(value.value)
        elif isinstance(value, ast.Name) and value.id == "__name__":
            text += module.removesuffix(".__init__")
        else:
            return text, False
    return text, True


def _files(name: str, package: Path) -> set[Path]:
    """The modules a dotted name leads to, and the `__init__.py` of each package on the way."""
    folder, files = package, {package / "__init__.py"}
    for part in [*name.split(".")[1:], "*"]:
        if (folder / part / "__init__.py").is_file():
            folder = folder / part
            files.add(folder / "__init__.py")
            continue
        if part == ANY:
            files |= set(folder.rglob("*.py"))
        elif (folder / f"{part}.py").is_file():
            files.add(folder / f"{part}.py")
        else:
            files |= _loaded_when_asked(folder, part)
        break
    return {path for path in files if path.is_file()}


def _loaded_when_asked(folder: Path, name: str) -> set[Path]:
    """The modules of a package that `lazy_loader.attach` loads when `name` is asked of it, all for "*"."""
    init = folder / "__init__.py"
    calls = [node for node in _nodes(init.read_text(encoding="utf-8")) if isinstance(node, ast.Call)]
    found: set[Path] = set()
    for call in calls:
        if _called(call) != "attach":
            continue
        given = dict(zip(("package_name", "submodules", "submod_attrs"), call.args, strict=False))
        given |= {keyword.arg or ANY: keyword.value for keyword in call.keywords}
        try:
            names = [ast.literal_eval(given[key]) for key in ("submodules", "submod_attrs") if key in given]
        except ValueError:
            names = []
        if not names or ANY in given:
            return set(folder.rglob("*.py"))
        for part in names:
            for module in part or ():
                if name in ("*", module, *(part[module] if isinstance(part, dict) else ())):
                    place = folder.joinpath(*module.split("."))
                    found |= {place.with_suffix(".py"), place / "__init__.py"}
                    found |= _loaded_when_asked(place, name) if (place / "__init__.py").is_file() else set()
    return found


def _data_beside(folder: Path) -> list[Path]:
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name != "__pycache__" and not (path / "__init__.py").exists():
            found += [p for p in _data_beside(path)]
        elif path.is_file() and path.suffix not in {".py", ".pyc"} and not path.name.startswith("."):
            found.append(path)
    return found


def _read_by(notebook: Path, source: str, results: Path) -> list[Path]:
    """The result files a notebook says it reads: those its header's patterns match, or all."""
    import jupytext

    wanted = jupytext.reads(source, fmt="py:percent").metadata.get("ser", {}).get("reads", ["**/*"])
    if not isinstance(wanted, list) or not all(isinstance(pattern, str) for pattern in wanted):
        raise BadValue(
            f"{notebook.name}: the header's ser.reads is {wanted!r}; expected a list of patterns under the "
            'results folder, such as ["runs/**/*.json"].'
        )
    files = {path for pattern in wanted for path in results.glob(_deep(pattern)) if path.is_file()}
    return sorted(files)


def _commits(names: Iterable[str], results: Path, root: Path) -> str:
    """A hash over the commits that last changed the result files: the page tells them."""
    found = history(results.parent, root=root)
    known = {name: str(found.of(name)) for name in sorted(names) if found.of(name)}
    return hashlib.sha256(json.dumps([found.known, sorted(found.cut), known]).encode()).hexdigest()


def _deep(pattern: str) -> str:
    return f"{pattern}/*" if pattern.endswith("**") else pattern


def _name(path: Path, base: Path) -> str:
    return Path(os.path.relpath(path, base)).as_posix()


def _enumerate(names: list[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
