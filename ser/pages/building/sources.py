"""The last section of a page: each of its numbers with the files, seeds, clips and commit behind it."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ser.outside import known
from ser.pages.banner import BANNER, rests_on_demo
from ser.pages.history import History, history
from ser.pages.provenance import Provenance
from ser.pages.tables import folded

HEADING = "Where the numbers of this page come from"

_FOLD_AND_SEED = re.compile(r"f(\d+)-s(\d+)")


@dataclass(frozen=True)
class Basis:
    """What a group of files is: how many there are, the seeds and clips of their runs, the last commit."""

    files: int
    seeds: str
    clips: str
    commit: str


def where_from(seen: Provenance, page: str, *, results: Path, profile: str, root: Path) -> str:
    """Return the section of a page that was executed with a results folder; see `section`."""
    demo = rests_on_demo(profile, results)
    # A page may read files that are no results, such as what was measured of the commands.
    others = {
        Path(name).parent for name in seen.files if not (root / name).is_relative_to(root / results.parent)
    }
    return section(
        page, seen, root=root, history=history(results.parent, *sorted(others), root=root), demo=demo
    )


def anchor(name: str) -> str:
    """Return the id that a number has in the section, from the name it was glued under."""
    return "number-" + re.sub(r"[^A-Za-z0-9_-]", "-", name)


def section(page: str, seen: Provenance, *, root: Path, history: History, demo: bool = False) -> str:
    """Return the section as MyST, empty for a page that has neither numbers nor result files.

    Args:
        page: the name of the page, whose notebook `<page>.py` lies beside it.
        seen: what the page noted while it was executed.
        root: the repository root.
        history: which commit last changed the files.
        demo: the page rests on the demo corpus.
    """
    if not seen.numbers and not seen.files:
        return ""
    about = _About(root, history)
    whole = about.basis(seen.files)
    read = _counted(whole.files, "result file") if seen.files else "no result file"
    told = [
        f"The notebook [{page}.py]({page}.py) computes every number in the text above when the book is built."
    ]
    commit = f" Last changed by: {whole.commit}." if seen.files else ""
    told.append(f"It reads {read}.{commit}")
    told += [f"**{BANNER.capitalize()}.**"] if demo else []
    parts = [f"## {HEADING}", "", " ".join(told), ""]
    if seen.numbers:
        parts += [folded(f"Numbers in the text ({len(seen.numbers)})", _numbers(seen, about, demo)), ""]
    if seen.files:
        parts += [folded(f"Files behind them ({len(seen.files)})", _files(seen, about, demo)), ""]
    return "\n".join(parts)


class _About:
    """Facts about result files, each file read once."""

    def __init__(self, root: Path, history: History) -> None:
        self._root, self._history = root, history
        self._clips: dict[str, int | None] = {}

    def basis(self, names: Iterable[str]) -> Basis:
        names = list(names)
        seeds = {int(found[2]) for name in names if (found := _fold_and_seed(name))}
        clips = [count for name in names if (count := self._clips_of(name))]
        return Basis(
            files=len(names),
            seeds=f"{len(seeds)}" if seeds else "",
            clips=f"{max(clips):,}" if clips else "",
            commit=self._history.told(names) if names else "",
        )

    def _clips_of(self, name: str) -> int | None:
        """How many clips a run was done with, or the facts are of; None where the file does not say."""
        if not name.endswith(".json"):
            return None
        if name not in self._clips:
            try:
                held = known(self._root / name)
                data = held.get("data") or {}
                corpora = held.get("corpora") or {}
                of_run, of_facts = data.get("clips"), sum(one["found"] for one in corpora.values())
                self._clips[name] = of_run or of_facts or None
            except (AttributeError, KeyError, TypeError):
                self._clips[name] = None
        return self._clips[name]


def _numbers(seen: Provenance, about: _About, demo: bool) -> str:
    """A table of the numbers, those that rest on the same files together under a row that says on what."""
    groups: dict[tuple[str, ...], list] = {}
    for number in seen.numbers:
        groups.setdefault(number.rests, []).append(number)
    parts = []
    for files, numbers in groups.items():
        basis = f'<th scope="rowgroup" colspan="2">{_rests(files, seen, about)}</th>'
        rows = [f'<tr class="ser-basis">{basis}</tr>']
        for one in numbers:
            name, text = html.escape(one.name), html.escape(" ".join(one.text.split()))
            rows.append(
                f'<tr id="{anchor(one.name)}"><th scope="row"><code>{name}</code></th><td>{text}<br>'
                f"<small>{_brief(files, about)}</small></td></tr>"
            )
        parts.append("\n".join(rows))
    body = "\n</tbody><tbody>\n".join(parts)
    return _table("Numbers in the text, by the files they rest on.", ("name", "in the text"), body, demo)


def _brief(files: tuple[str, ...], about: _About) -> str:
    """What a number rests on, for whoever comes to its row from the text and does not see the head of its group."""
    if not files:
        return "no result file"
    found = about.basis(files)
    told = [_counted(found.files, "file")]
    told += [_counted(int(found.seeds), "seed")] if found.seeds else []
    return "; ".join([*told, html.escape(found.commit)])


def _rests(files: tuple[str, ...], seen: Provenance, about: _About) -> str:
    if not files:
        return "On no result file: a setting, a fact that the code holds, or a run that is still open"
    found = about.basis(files)
    if set(files) == set(seen.files):
        what = "all files that the page reads"
    else:
        groups = _grouped(files)
        names = [f"{folder}: {', '.join(_short(part))}" for folder, part in groups.items()]
        more = f" and {len(names) - 4} more folders" if len(names) > 5 else ""
        what = "; ".join(names[:4] if more else names) + more
    told = [_counted(found.files, "file")]
    told += [_counted(int(found.seeds), "seed")] if found.seeds else []
    told += [f"{found.clips} clips in the data"] if found.clips else []
    return f"On {html.escape(what)} ({'; '.join([*told, html.escape(found.commit)])})"


_WORDS = ("names", "last changed by")


def _files(seen: Provenance, about: _About, demo: bool) -> str:
    rows: dict[str, list] = {}
    for folder, names in _grouped(seen.files).items():
        found = about.basis(names)
        folds = {one[1] for name in names if (one := _fold_and_seed(name))}
        cells = [", ".join(_short(names)) if not folds else "", len(names), len(folds) or "", found.seeds]
        rows[folder] = [*cells, found.clips, found.commit]
    head = ("names", "files", "folds", "seeds", "clips in the data", "last changed by")
    # A column in which nothing stands is left out.
    told = [
        column
        for column in range(len(head))
        if any(cells[column] not in ("", None) for cells in rows.values())
    ]
    lines = []
    for folder, cells in rows.items():
        kinds = {column: "" if head[column] in _WORDS else ' class="number"' for column in told}
        tds = "".join(
            f'<td{kinds[column]} data-label="{head[column]}">{html.escape(str(cells[column]))}</td>'
            for column in told
        )
        lines.append(f'<tr><th scope="row"><code>{html.escape(folder)}</code></th>{tds}</tr>')
    named = ("folder", *(head[column] for column in told))
    return _table("Result files that the page reads, by folder.", named, "\n".join(lines), demo, stack=True)


def _table(caption: str, head: tuple[str, ...], body: str, demo: bool, *, stack: bool = False) -> str:
    caption += f" {BANNER.capitalize()}." if demo else ""
    heads = "".join(f'<th scope="col">{name}</th>' for name in head)
    return (
        f'<div class="ser-table{" ser-stack" if stack else ""}" role="region" aria-label="{caption}" tabindex="0">\n<table>\n'
        f"<caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>"
    )


def _grouped(names: Iterable[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        groups.setdefault(PurePosixPath(name).parent.as_posix(), []).append(name)
    return groups


def _short(names: Iterable[str]) -> list[str]:
    """File names; of a run, whose record and predictions belong together, the name of the run once."""
    paths = [PurePosixPath(name) for name in names]
    return list(dict.fromkeys(one.stem if _FOLD_AND_SEED.fullmatch(one.stem) else one.name for one in paths))


def _fold_and_seed(name: str) -> re.Match | None:
    return _FOLD_AND_SEED.fullmatch(PurePosixPath(name).stem)


def _counted(number: int, word: str) -> str:
    # Not that of `ser.results`: a book is built without it.
    return f"{number:,} {word}{'' if number == 1 else 's'}"
