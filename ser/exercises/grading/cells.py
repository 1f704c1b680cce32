"""The code of a submission: the cells of a notebook, or of a script in py:percent, as plain Python."""

import ast
import json
import re
from pathlib import Path

LARGEST = 50
"""Mebibytes that a submission may have."""

_PERCENT = re.compile(r"^# %%(?P<rest>.*)$", re.MULTILINE)
_MAGIC = re.compile(r"^(?P<margin>\s*)(?:[%!].*|[\w.]+\?{1,2}|\?{1,2}[\w.]+)\s*$")
_ASSIGNED = re.compile(r"^(?P<name>\s*[\w, ]+=\s*)[%!].*$")


class Unreadable(Exception):
    """A file is no submission that can be run; the message says why."""


def read_notebook(path: Path) -> dict:
    """Return a notebook as it stands in its file; Unreadable where it is none."""
    try:
        found = json.loads(_text(path))
    except ValueError as error:
        where = f" ({error.msg}, line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(f"the file is no notebook: what stands in it is not JSON{where}") from None
    except RecursionError:
        raise Unreadable("the file is no notebook: its JSON is nested without end") from None
    if not isinstance(found, dict) or not isinstance(found.get("cells"), list):
        raise Unreadable(
            "the file is no notebook of today's format: it has no cells; save it anew in Jupyter"
        )
    return found


def read_cells(path: Path) -> list[str]:
    """Return the code of each cell, shell commands and magics of Jupyter left out.

    Raises:
        Unreadable: empty, too large, not UTF-8, or no notebook.
    """
    if path.suffix.lower() == ".ipynb":
        cells = [_source(cell) for cell in read_notebook(path)["cells"] if _is_code(cell)]
    else:
        cells = _parts(_text(path))
    cells = [plain_python(cell) for cell in cells]
    if not any(cell.strip() for cell in cells):
        raise Unreadable("the file is empty: no cell of it holds code")
    return cells


def plain_python(code: str) -> str:
    """Return the code of a cell without what only Jupyter understands: `%magic`, `!command`, `name?`."""
    if code.lstrip().startswith("%%"):
        first, _, rest = code.lstrip().partition("\n")
        return "\n" + rest if first.split()[0] in ("%%time", "%%timeit", "%%capture") else ""
    try:
        ast.parse(code)
        return code
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        lines = [
            _ASSIGNED.sub(r"\g<name>None", _MAGIC.sub(r"\g<margin>pass", line)) for line in code.split("\n")
        ]
        return "\n".join(lines)


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST * 1024 * 1024:
            raise Unreadable(f"the file has {size / 2**20:,.0f} MiB, more than {LARGEST}: clear its outputs")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("the file is not text in UTF-8") from None
    except OSError as error:
        raise Unreadable(f"the file cannot be read ({error.strerror})") from None
    if not text.strip():
        raise Unreadable("the file is empty")
    return text


def _is_code(cell: object) -> bool:
    return isinstance(cell, dict) and cell.get("cell_type") == "code"


def _source(cell: dict) -> str:
    source = cell.get("source", "")
    return (
        source if isinstance(source, str) else "".join(map(str, source)) if isinstance(source, list) else ""
    )


def _parts(text: str) -> list[str]:
    """The cells of a script: parted at `# %%`, those of Markdown left out."""
    marks = list(_PERCENT.finditer(text))
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    kinds = ["", *(mark["rest"] for mark in marks)]
    return [
        text[start:end].strip("\n")
        for start, end, kind in zip(starts, ends, kinds, strict=True)
        if "[markdown]" not in kind and "[raw]" not in kind and text[start:end].strip()
    ]
