"""`ser data verify`: what is missing, altered, unreadable, unknown or there twice; 0 only if all is whole."""

import argparse
import os
from shlex import quote
from typing import TYPE_CHECKING

from ser.commands.data.asking import add_rehash_option, shown
from ser.commands.places import REMEMBERED, corpora_root, corpus_name, is_watched, positive

if TYPE_CHECKING:
    from ser.corpora.finding import Remark
    from ser.corpora.verify import Report

NOT_WHOLE = 1
"""Exit status when a corpus is not whole; 2 is for what could not be looked at."""

_SHOWN = 10
_COLUMNS = ("missing", "altered", "unreadable", "unknown", "twice")


def add(actions: argparse._SubParsersAction) -> None:
    """Add the action to `ser data`."""
    parser = actions.add_parser(
        "verify",
        help="compare every clip with the manifest of its corpus",
        description="Say what is missing, altered, unreadable, unknown or there twice. "
        "Exit status 0 if every corpus is whole, 1 if one is not, 2 if nothing could be said.",
    )
    parser.add_argument(
        "root",
        nargs="?",
        metavar="ROOT",
        help="folder with the corpora, or with one (default: SER_DATA, else the demo corpus)",
    )
    parser.add_argument("--data", metavar="DIR", help="another way to name ROOT, as other commands have it")
    parser.add_argument(
        "--corpora",
        nargs="+",
        type=corpus_name,
        metavar="NAME",
        help="these, also when nothing is there (default: all there are)",
    )
    parser.add_argument("--json", action="store_true", help="everything, for machines, as JSON")
    add_rehash_option(parser)
    parser.add_argument(
        "--jobs", type=positive, default=2, metavar="N", help="files read side by side (default: 2)"
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from ser.corpora.verify import verify
    from ser.errors import BadValue

    if options.root and options.data:
        raise BadValue(
            f"received two folders, {options.root} and --data {options.data}; expected one; leave --data out"
        )
    root = options.root or options.data or os.environ.get("SER_DATA")
    report = verify(
        corpora_root(root, jobs=options.jobs),
        corpora=options.corpora,
        remember=REMEMBERED,
        rehash=options.rehash,
        jobs=options.jobs,
        progress=is_watched(),
    )
    if options.json:
        import json

        print(json.dumps(report.to_dict(), indent=2))
    else:
        for line in _lines(report):
            print(shown(line))
    return 0 if report.whole else NOT_WHOLE


def _lines(report: "Report") -> list[str]:
    from ser.corpora.banner import BANNER
    from ser.corpora.verify import remarks

    lines = [str(report.root) + (f"  ({BANNER})" if report.demo else ""), ""]
    lines += _table(report)
    named = [
        (f"{name}, {kind}", said)
        for name, part in report.parts.items()
        for kind, said in remarks(part).items()
        if kind != "dropped"
    ]
    for title, said in [*named, ("unknown, of no corpus", list(report.unknown))]:
        if said:
            lines += ["", f"{title}:", *(f"  {_one(remark)}" for remark in said[:_SHOWN])]
        if len(said) > _SHOWN:
            lines.append(f"  and {len(said) - _SHOWN} more (all with --json)")
    if report.notes:
        lines += ["", *(f"note: {note}" for note in report.notes)]
    return [*lines, "", *_verdict(report)]


def _table(report: "Report") -> list[str]:
    rows: list[tuple[str, ...]] = [("corpus", "found", *_COLUMNS)]
    for name, part in report.parts.items():
        counts = [len(getattr(part, kind)) for kind in _COLUMNS]
        counts[0] += part.unnamed
        rows.append((name, f"{len(part.clips)}/{part.expected}", *map(str, counts)))
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        for row in rows
    ]


def _one(remark: "Remark") -> str:
    if remark.what == "missing":
        return remark.path
    clip = f" ({remark.clip})" if remark.clip else ""
    return f"{remark.path}{clip}: {remark.what}"


def _verdict(report: "Report") -> list[str]:
    """Say what is whole and what is not, with the commands that mend it."""
    whole = [name for name, part in report.parts.items() if part.whole]
    broken = [name for name in report.parts if name not in whole]
    if not broken:
        return [f"whole: {', '.join(whole)}"]
    said = f"not whole: {', '.join(broken)}"
    if whole:
        said += f" (whole: {', '.join(whole)})"
    lines = [f"{said}; get the clips again:", *(f"  {line}" for line in _remedies(report, broken))]
    # Without a clip a corpus is refused also with --allow-missing.
    in_part = [name for name in broken if report.parts[name].clips]
    without = [name for name in broken if name not in in_part]
    if in_part:
        lines.append(
            f"or go on without the missing or broken clips of {', '.join(in_part)} with --allow-missing"
        )
    if without:
        lines.append(f"or go on without {', '.join(without)}: name the other corpora with --corpora")
    return lines


def _remedies(report: "Report", broken: list[str]) -> list[str]:
    from ser.corpora.demo import MARKER
    from ser.corpora.verify import remedy

    if report.demo:
        home = report.root if (report.root / MARKER).is_file() else report.root.parent
        return [f"ser data demo {quote(str(home))}"]
    return [line for name in broken for line in remedy(report.parts[name], report.root)]
