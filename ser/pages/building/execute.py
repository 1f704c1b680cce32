"""Execute one notebook: py:percent through jupytext and papermill to a stored, executed notebook.

What is stored is the same bytes on every execution: counters, durations, memory addresses, absolute
paths and what was written to stderr are left out. A page that fails leaves nothing where a page is
expected; what it got to is kept beside, as `<name>.failed.ipynb`.
"""

import ast
import json
import logging
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ser import files
from ser.errors import BadValue, DataDamaged, DataMissing, SerError
from ser.pages import provenance
from ser.pages.building import sources
from ser.pages.building.freshness import Freshness, freshness, package_folder, results_folder
from ser.pages.show import FIGURES, LINKS

if TYPE_CHECKING:
    from nbformat import NotebookNode

DAMAGED = ("damaged: ", "altered or gone since: ")
"""How a reason begins that lies in what was made, not in what it was made from."""

_CELL_TIMEOUT = 1200  # seconds; a cell reads results and draws, so one that takes longer hangs
_STARTS = 3
_NEVER_STARTED = "Kernel died before replying"
_ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}")


class PageFailed(SerError, RuntimeError):
    """A notebook stopped at an error, or the book could not be rendered."""


@dataclass(frozen=True)
class Executed:
    """What `execute` did: whether the page ran, for how many seconds, and why it did or did not."""

    changed: bool
    seconds: float
    reason: str


def execute(
    notebook: Path, out: Path, *, parameters: dict[str, Any], root: Path, progress: bool | None = None
) -> Executed:
    """Execute a notebook unless what it rests on is as it was.

    Beside `out` stand its freshness record (`<name>.freshness.json`) and its figures
    (`figures/<name>/`). The kernel runs the interpreter that runs this, in `root`.

    Args:
        notebook: the source, py:percent, with a cell tagged `parameters`.
        out: the executed notebook to write (`.ipynb`).
        parameters: values for names that the parameters cell assigns.
        root: the repository root.
        progress: show a bar over the cells; by default on a terminal only.

    Raises:
        DataMissing: there is no such notebook.
        BadValue: a parameter that the notebook does not declare.
        PageFailed: a cell failed, showed a picture without alternative text, or read a result file that
            the notebook's header does not list.
    """
    if not notebook.is_file():
        raise DataMissing(f"notebook {_short(notebook, root)} is not there; expected one in py:percent.")
    out, root = out.resolve(), root.resolve()
    declared = parameter_names(notebook)
    unknown = sorted(set(parameters) - set(declared))
    if unknown:
        raise BadValue(
            f"{_short(notebook, root)}: unknown parameter {', '.join(unknown)}; its parameters cell declares "
            f"{', '.join(declared) or 'none'}. Add a cell '# %% tags=[\"parameters\"]' that assigns it."
        )
    # Another process may be at it; whoever waited for it finds the page there.
    with files.alone(out):
        now = freshness(notebook, parameters=parameters, root=root)
        reason = why_stale(out, now)
        if not reason:
            return Executed(changed=False, seconds=0.0, reason="nothing changed")
        started = time.monotonic()
        _forget(out)
        bar = sys.stderr.isatty() if progress is None else progress
        _run(notebook, out, parameters=parameters, listed=set(now.parts["results"]), root=root, progress=bar)
        made = {os.path.relpath(path, out.parent): files.digest(path) for path in _made(out)}
        record = files.sealed({"key": now.key, "parts": now.parts, "made": made})
        files.write_text(_record(out), json.dumps(record, indent=1, sort_keys=True) + "\n")
        return Executed(changed=True, seconds=time.monotonic() - started, reason=reason)


def why_stale(out: Path, now: Freshness) -> str:
    """Say why an executed notebook has to be executed again; empty when it need not be."""
    try:
        record = files.unsealed(json.loads(_record(out).read_text(encoding="utf-8")))
        old, made = Freshness(record["parts"]), dict(record["made"])
    except FileNotFoundError:
        return "not executed yet"
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"{DAMAGED[0]}{_record(out).name}"
    for name, digest in sorted(made.items()):
        path = out.parent / name
        if not path.is_file() or files.digest(path) != digest:
            return f"{DAMAGED[1]}{name}"
    return now.since(old)


def parameter_names(notebook: Path) -> list[str]:
    """The names that a notebook's cell tagged `parameters` assigns, sorted."""
    import jupytext

    for cell in jupytext.read(notebook, fmt="py:percent").cells:
        if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
            try:
                names = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)]
            except SyntaxError as error:
                told = f"{notebook.name}: its parameters cell is not Python: {error.msg}."
                raise DataDamaged(told) from error
            return sorted({name.id for name in names if isinstance(name.ctx, ast.Store)})
    return []


def _run(
    notebook: Path, out: Path, *, parameters: dict[str, Any], listed: set[str], root: Path, progress: bool
) -> None:
    import jupytext
    import nbformat
    import papermill

    logging.getLogger("papermill").setLevel(logging.ERROR)
    out.parent.mkdir(parents=True, exist_ok=True)
    page, stopped = out.stem, out.with_suffix(".failed.ipynb")
    with files.scratch(out.with_suffix("")) as work:
        read, ran, figures = work / "read.ipynb", work / "ran.ipynb", work / "figures"
        record = work / "record.jsonl"
        nbformat.write(jupytext.read(notebook, fmt="py:percent"), read)
        environment = {FIGURES: str(figures), LINKS: f"figures/{page}", "IPYTHONDIR": str(work / "ipython")}
        environment[provenance.RECORD] = str(record)
        try:
            _with_kernel(
                papermill.execute_notebook,
                _literal(read),
                _literal(ran),
                parameters,
                kernel_name="python3",
                language="python",
                progress_bar={"desc": page, "leave": False} if progress else False,
                cwd=str(root),
                execution_timeout=_CELL_TIMEOUT,
                kernel_manager_class=_kernel(environment | _python_environment(root), folder=work),
            )
            name, seen = _short(notebook, root), provenance.read(record)
            new = set(seen.files) - listed
            if new:  # a run may have ended while the page was executed
                listed = listed | set(freshness(notebook, parameters=parameters, root=root).parts["results"])
            _check_listed(seen, listed, name)
            results, profile = results_folder(parameters, root), str(parameters.get("profile", ""))
            where = sources.where_from(seen, page, results=results, profile=profile, root=root)
            stored = _settled(nbformat.read(ran, as_version=4), root=root, page=name, last=where)
        except PageFailed:
            os.replace(ran, stopped)
            raise
        except Exception as error:
            kept = ""
            if ran.is_file():
                os.replace(ran, stopped)
                kept = f" The notebook as it stopped: {_short(stopped, root)}"
            raise PageFailed(f"{_short(notebook, root)}: {_told(error, bool(parameters))}.{kept}") from error
        if figures.is_dir():
            _figures(out).parent.mkdir(parents=True, exist_ok=True)
            os.replace(figures, _figures(out))
    files.write_text(out, nbformat.writes(stored) + "\n")


def _with_kernel(do: Callable, *arguments: Any, **options: Any) -> None:
    """Do what starts a kernel; again where that could not start, before a cell was run.

    Its ports are chosen by one process and taken by another, so that a third can be faster.
    """
    for left in reversed(range(_STARTS)):
        try:
            do(*arguments, **options)
            return
        except RuntimeError as error:
            if not left or _NEVER_STARTED not in str(error):
                raise


def _check_listed(seen: provenance.Provenance, listed: set[str], page: str) -> None:
    """A page that reads a file its header leaves out would not be executed again when that file changes."""
    missing = sorted(set(seen.files) - listed)
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise PageFailed(
            f"{page}: it reads {missing[0]}{more}, which its header does not list; "
            "add a pattern for it to ser.reads, relative to the results folder."
        )


def _kernel(environment: dict[str, str], *, folder: Path) -> type:
    """A kernel manager for the interpreter that runs this, whatever kernels a user has installed."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from traitlets import default

    class _ThisInterpreter(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            command = [
                sys.executable,
                "-m",
                "ipykernel_launcher",
                "--log-level=CRITICAL",
                "-f",
                "{connection_file}",
            ]
            return KernelSpec(argv=command, env=environment, language="python", display_name="Python 3")

    class _Manager(AsyncKernelManager):
        @default("kernel_spec_manager")
        def _this_interpreter(self) -> KernelSpecManager:
            return _ThisInterpreter(parent=self)

        @default("connection_dir")
        def _beside(self) -> str:
            return str(folder)

    return _Manager


def _python_environment(root: Path) -> dict[str, str]:
    """Import the package that the freshness key covers, give sets one order, show what is drawn."""
    paths = [str(package_folder(root).parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONHASHSEED": "0",
        # Where the disk is full, CPython leaves a .pyc behind that ends too early, and fails on it for ever after.
        "PYTHONDONTWRITEBYTECODE": "1",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def _settled(ran: "NotebookNode", *, root: Path, page: str, last: str = "") -> "NotebookNode":
    """An executed notebook without what differs from run to run, its figures in cells of their own.

    `last` is Markdown that goes below everything else.
    """
    import nbformat

    cells = []
    for cell in ran.cells:
        tags = cell.metadata.get("tags", [])
        if {"parameters", "injected-parameters"} & set(tags):
            tags = [*tags, "remove-cell"]  # the page says its profile once, in words
        for timed in ("papermill", "execution", "tags"):
            cell.metadata.pop(timed, None)
        cell.metadata.update({"tags": tags} if tags else {})
        if cell.cell_type != "code":
            cells.append(cell)
            continue
        cell.execution_count = None
        kept = [_settled_output(o, root) for o in cell.outputs if not _is_stderr(o)]
        cells += _with_figures(cell, kept, page)
    cells += [nbformat.v4.new_markdown_cell(last)] if last else []
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:03d}"
    dropped = ("jupytext", "papermill", "ser", "widgets", "language_info", "kernelspec")
    metadata = {key: value for key, value in ran.metadata.items() if key not in dropped}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata |= {"kernelspec": kernel, "language_info": {"name": "python"}}
    return nbformat.from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _is_stderr(output: "NotebookNode") -> bool:
    return output.output_type == "stream" and output.name == "stderr"


def _settled_output(output: "NotebookNode", root: Path) -> "NotebookNode":
    if output.output_type == "execute_result":
        output.execution_count = None
    if output.output_type == "stream":
        output.text = _placeless(output.text, root)
    for kind, content in output.get("data", {}).items():
        if isinstance(content, str) and not (kind.startswith("image/") and kind != "image/svg+xml"):
            output.data[kind] = _placeless(content, root)
    return output


def _placeless(text: str, root: Path) -> str:
    """Text without memory addresses, and without where repository, Python and home lie."""
    places = {f"{root}{os.sep}": "", str(root): ".", str(package_folder(root).parent): "."}
    places |= {sys.prefix: "<python>", sys.base_prefix: "<python>", f"{Path.home()}{os.sep}": "~/"}
    for place, word in places.items():
        text = text.replace(place, word)
    return _ADDRESS.sub("", text)


def _with_figures(cell: "NotebookNode", outputs: list["NotebookNode"], page: str) -> list["NotebookNode"]:
    """A cell, and after it one cell for each further figure: caption and alt text belong to a whole cell."""
    from nbformat.v4 import new_code_cell

    cells, cell.outputs = [cell], []
    for output in outputs:
        about = output.get("metadata", {}).pop("ser", None)
        if about is None and any(kind.startswith("image/") for kind in output.get("data", {})):
            first = cell.source.strip().splitlines()[-1]
            raise PageFailed(
                f"{page}: the cell that ends in `{first}` shows a picture without alternative text; "
                "show it with page.figure(fig, name, alt=..., caption=...), which also closes it."
            )
        crowded = cells[-1].outputs and (about or "mystnb" in cells[-1].metadata)
        if crowded:
            cells.append(new_code_cell("# continued", metadata={"tags": ["remove-input"]}))
        if about:
            figure = {"name": about["name"], "caption": about["caption"]}
            cells[-1].metadata["mystnb"] = {"figure": figure, "image": {"alt": about["alt"]}}
        cells[-1].outputs.append(output)
    return cells


def _told(error: Exception, injected: int) -> str:
    """Cell and error in one line; `injected` is the number of code cells that papermill added above."""
    from papermill.exceptions import PapermillExecutionError

    if not isinstance(error, PapermillExecutionError):
        return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    line = next((line for line in error.source.splitlines() if line.strip()), "")
    value = " ".join(str(error.evalue).split())
    number = int(error.exec_count or 0) - injected
    return f"code cell {number} (`{line.strip()}`) failed: {error.ename}: {value}".rstrip(". ")


def _literal(path: Path) -> str:
    """A path for papermill, which takes braces in a path for places to fill in."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _short(path: Path, root: Path) -> str:
    shown = Path(os.path.relpath(path.resolve(), root.resolve()))
    return path.name if ".." in shown.parts else shown.as_posix()


def _record(out: Path) -> Path:
    return out.with_suffix(".freshness.json")


def _figures(out: Path) -> Path:
    return out.parent / "figures" / out.stem


def _made(out: Path) -> list[Path]:
    return [out, *sorted(path for path in _figures(out).glob("**/*") if path.is_file())]


def _forget(out: Path) -> None:
    """Take away an earlier page, so that nothing stale is found if this execution fails."""
    for path in (_record(out), out, out.with_suffix(".failed.ipynb")):
        path.unlink(missing_ok=True)
    shutil.rmtree(_figures(out), ignore_errors=True)
