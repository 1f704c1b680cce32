"""Whether only words of pages changed since a book was rendered: then the builder need read only those again.

A builder that is given one page anew knows nothing of what the others took from it: numbers, titles,
terms, the numbering of figures. So a change counts as words only where all of that stays: headings,
links, roles, formulas, code, outputs, tables, and whatever stands in a fence.
"""

import json
import re
from pathlib import Path
from typing import Any

_FENCE = re.compile(r"\s*(`{3,}|:{3,}|~{3,})")
_KEPT_LINE = re.compile(r"\s*(#|\||\(|:|%|\+\+\+|\$\$|<|\[\^|---)")
_KEPT_PART = re.compile(
    r"\{[^}]+\}`[^`]*`|`[^`]*`|!?\[[^\]]*\]\([^)]*\)|\[[^\]]*\]\[[^\]]*\]|\$[^$]*\$|<[^>]*>|\[\^[^\]]*\]"
)
_MARKER = re.compile(r"(\s*)(?:[-*+]|\d+\.)\s")


def reworded(before: Path, after: Path) -> list[str] | None:
    """Return the files of the folder `after` that differ from `before` in words alone; None if others do.

    Both are what a builder reads. A notebook comes with a script of its name, which is taken along with it.
    """
    names = _files(after)
    # The builder may have left files of its own in `before`.
    if not names <= _files(before):
        return None
    changed = sorted(name for name in names if (before / name).read_bytes() != (after / name).read_bytes())
    for name in changed:
        told = [_skeleton(folder / name, names) for folder in (before, after)]
        if told[0] is None or told[0] != told[1]:
            return None
    return changed


def skeleton_of(text: str) -> list[str]:
    """Return what of a page's Markdown is not words, in order."""
    kept: list[str] = []
    fence = ""
    for line in text.splitlines():
        edge = _FENCE.match(line)
        if fence:
            kept.append(line)
            if edge and edge[1].startswith(fence) and line.strip() == edge[1]:
                fence = ""
        elif edge:
            kept.append(line)
            fence = edge[1]
        elif _KEPT_LINE.match(line) or line.startswith("    "):
            kept.append(line)
        elif line.strip():
            marker = _MARKER.match(line)
            kept += [marker[0]] if marker else []
            kept += _KEPT_PART.findall(line)
    return kept


def _skeleton(path: Path, names: set[str]) -> Any:
    if path.suffix == ".md":
        return skeleton_of(path.read_text(encoding="utf-8"))
    if path.suffix == ".ipynb":
        notebook = json.loads(path.read_text(encoding="utf-8"))
        return [_cell(cell) for cell in notebook["cells"]], _untimed(notebook["metadata"])
    beside = path.with_suffix(".ipynb")
    # The script says nothing that its notebook does not.
    return "" if path.suffix == ".py" and any(name.endswith(beside.name) for name in names) else None


def _cell(cell: dict) -> tuple:
    source = "".join(cell["source"])
    told = skeleton_of(source) if cell["cell_type"] == "markdown" else source
    return cell["cell_type"], told, cell.get("outputs"), _untimed(cell["metadata"])


def _untimed(metadata: dict) -> dict:
    return {name: value for name, value in metadata.items() if name not in ("papermill", "execution")}


def _files(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in found}
