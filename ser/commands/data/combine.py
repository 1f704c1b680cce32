"""`ser data combine`: write the combined table as CSV or Parquet."""

import argparse
from pathlib import Path
from shlex import quote

from ser.commands.data.asking import add_reading_options, read_corpora, shown

_SUFFIXES = (".csv", ".parquet")
_SHOWN = 10


def add(actions: argparse._SubParsersAction) -> None:
    """Add the action to `ser data`."""
    parser = actions.add_parser("combine", help="write the combined table as CSV or Parquet")
    parser.add_argument(
        "out", type=Path, help="the file to write; its ending, .csv or .parquet, says as what"
    )
    add_reading_options(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    import os

    from ser.corpora import fingerprint
    from ser.corpora.banner import BANNER
    from ser.errors import BadValue
    from ser.files import whole

    out = options.out.expanduser()
    # Before the corpora are read, which takes a while.
    _check(out)
    combined = read_corpora(options)
    # Not every file name is text, and what we take for its letters depends on the locale; the table does not.
    clips = combined.clips.assign(
        path=[os.fsencode(path).decode("utf-8", "backslashreplace") for path in combined.clips["path"]]
    )
    if combined.demo:
        # A copy of the table travels alone. Parquet keeps this as metadata of the file, which pandas reads.
        clips.attrs["note"] = BANNER
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with whole(out) as beside:
            if out.suffix.lower() == ".parquet":
                clips.to_parquet(beside, index=False, engine="pyarrow")
            else:
                table = clips.to_csv(index=False, lineterminator="\n")
                mark = f"# {BANNER}\n" if combined.demo else ""
                beside.write_text(mark + table, encoding="utf-8", newline="")
    except OSError as error:
        raise BadValue(
            f"cannot write {out} ({error.strerror}); expected a file in a folder one may write in; name another"
        ) from error
    print(shown(f"{out}: {combined.describe()}; fingerprint {fingerprint(combined.clips)}"))
    for clip, reason in combined.left_out[:_SHOWN]:
        print(shown(f"left out: {clip} ({reason})"))
    if len(combined.left_out) > _SHOWN:
        print(f"left out: {len(combined.left_out) - _SHOWN} more")


def _check(out: Path) -> None:
    """Raise BadValue for an ending we do not write, or cannot for want of pyarrow."""
    from importlib.util import find_spec

    from ser.errors import BadValue

    known = " or ".join(_SUFFIXES)
    if out.suffix.lower() not in _SUFFIXES:
        if out.is_dir():
            raise BadValue(
                f"{out} is a folder; expected the file to write, which ends in {known}; name the folder of the corpora "
                f"with --data: `ser data combine table.csv --data {quote(str(out))}`"
            )
        raise BadValue(f"{out}: the ending {out.suffix!r} is unknown; expected {known}; rename it")
    if out.suffix.lower() == ".parquet" and find_spec("pyarrow") is None:
        raise BadValue(
            f"{out}: Parquet needs pyarrow, which is not installed; expected .csv without it; "
            "get it with `pip install pyarrow`"
        )
