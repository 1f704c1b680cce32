"""Tables as HTML that a screen reader can follow, that scroll where they are too wide, or stack on a phone.

A table that stacks to many lines is closed on a phone, below a line that says what it is; `tables.js` in
`book/_static` closes it. On a wider screen, on paper and without script it is open.
"""

import html
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ser.errors import BadValue

if TYPE_CHECKING:
    import pandas as pd

PHONE = 44
"""Letters that a row of a table has room for on a phone 360 pixels wide."""

MOST = 12
"""A table with more columns than this has no rows but a grid: it scrolls, and its first column stays."""

LONG = 30
"""A table that stacks to more lines than this is closed on a phone: some 850 pixels, more than a screen."""

CROWDED = 84
"""Letters from which a table is set closer, to fit beside the contents of a page 1280 pixels wide."""

_BRIEF = 18  # letters of a cell and its label, two of which stand side by side on a phone
_LINE = 28  # letters of a cell on one line of a stacked table
_ABSENT = "\N{EN DASH}"
_MINUS = "\N{MINUS SIGN}"
_JOINT = re.compile(r"(?<=\w)\+(?=\w)")
_SENTENCE = re.compile(r"(?<=\.) ")
_WORD = re.compile(r"[^\s-]+-?")
_COMFORT = 12  # letters: a column of text that is narrower than this has too many lines
_MARGIN = 2  # letters that the space between two columns is wide


def table_html(
    frame: "pd.DataFrame",
    *,
    caption: str,
    formats: Mapping[str, str],
    index: bool = True,
    stack: bool | None = None,
    close: bool | None = None,
) -> str:
    """A table as HTML: a caption, scoped headers, and a region that scrolls on a narrow screen.

    A table that stacks turns each row into a block on a narrow screen: its name, and below it each
    cell with the name of its column. Cells of a few letters stand two on a line. Of the empty cells
    of a row only the first is shown there.

    Args:
        frame: the rows; a missing value is shown as a dash.
        caption: plain text.
        formats: for a column, the format of its values, such as ".3f".
        index: show the index as the headers of the rows.
        stack: whether it stacks; by default where it is too wide for a phone and has at most `MOST` columns.
        close: whether it is closed on a phone at first; by default where it stacks to more than `LONG` lines.

    Raises:
        BadValue: a format for a column that is not there.
    """
    import pandas as pd

    unknown = sorted(set(formats) - set(map(str, frame.columns)))
    if unknown:
        columns = ", ".join(map(str, frame.columns))
        raise BadValue(f"formats name no column: {', '.join(unknown)}; the columns are {columns}.")
    numeric = [pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes]
    names = [_told(column) for column in frame.columns]
    titles = [_told(label) for label in frame.index] if index else []
    corner = " / ".join(str(name) for name in frame.index.names if name is not None)
    cells = [
        [_written(value, formats.get(name, ""), number) for value in frame.iloc[:, place]]
        for place, (name, number) in enumerate(zip(names, numeric, strict=True))
    ]
    whole = [[corner, *titles]] if index else []
    whole += [[name, *column] for name, column in zip(names, cells, strict=True)]
    room = sum(_room(column) for column in whole)
    if stack is None:
        stack = len(whole) <= MOST and room > PHONE
    brief = [
        stack and len(name) + max(map(len, column), default=0) <= _BRIEF
        for name, column in zip(names, cells, strict=True)
    ]
    role = _role if stack else _no_role
    head = [_cell("th", corner, role("columnheader"), "col")] if index else []
    head += [
        _cell("th", name, role("columnheader"), "col", number=number)
        for name, number in zip(names, numeric, strict=True)
    ]
    rows, lines = [], 0.0
    for place in range(len(frame)):
        row = [_cell("th", titles[place], role("rowheader"), "row")] if index else []
        here = [column[place] for column in cells]
        first = here.index(_ABSENT) if _ABSENT in here else len(here)
        row += [
            _cell(
                "td",
                text,
                role("cell"),
                number=number,
                label=name if stack else "",
                spare=at > first,
                brief=brief[at],
            )
            for at, (name, text, number) in enumerate(zip(names, here, numeric, strict=True))
        ]
        told = [at for at, text in enumerate(here) if at <= first or text != _ABSENT]
        lines += index + sum(0.5 if brief[at] else -(-len(here[at]) // _LINE) for at in told)
        rows.append(f"<tr{role('row')}>{''.join(row)}</tr>")
    label = html.escape(caption, quote=True)
    group = role("rowgroup")
    kinds = (" ser-stack" if stack else "") + (" ser-crowded" if room > CROWDED else "")
    text = (
        f'<div class="ser-table{kinds}" role="region" aria-label="{label}" tabindex="0">\n'
        f"<table{role('table')}>\n<caption>{html.escape(caption)}</caption>\n"
        f"<thead{group}><tr{role('row')}>{''.join(head)}</tr></thead>\n"
        f"<tbody{group}>\n" + "\n".join(rows) + "\n</tbody>\n</table>\n</div>"
    )
    if close is None:
        close = stack and lines > LONG
    return _closed(caption, len(frame), text) if close else text


def folded(summary: str, content: str) -> str:
    """HTML that opens below a line, with a key too, and needs no script."""
    return f'<details class="ser-fold"><summary>{html.escape(summary)}</summary>\n{content}\n</details>'


def _closed(caption: str, rows: int, table: str) -> str:
    """A table that a phone shows closed, below the first sentence of its caption."""
    summary = f"{_SENTENCE.split(caption)[0].rstrip('.')} ({rows} rows)"
    return f'<details class="ser-fold ser-long" open><summary>{html.escape(summary)}</summary>\n{table}\n</details>'


def _written(value: Any, form: str, number: bool) -> str:
    import pandas as pd

    if pd.api.types.is_scalar(value) and pd.isna(value):
        return _ABSENT
    text = format(value, form)
    return text.replace("-", _MINUS) if number else text


def _told(name: Any) -> str:
    return " / ".join(map(str, name)) if isinstance(name, tuple) else str(name)


def _room(column: Sequence[str]) -> int:
    """How many letters wide a column has to be, to be read with ease."""
    word = max((len(one) for text in column for one in _WORD.findall(text)), default=0)
    return max(word, min(max(map(len, column)), _COMFORT)) + _MARGIN


def _role(name: str) -> str:
    # A browser forgets that a table is one when its rows are laid out as blocks.
    return f' role="{name}"'


def _no_role(_: str) -> str:
    return ""


def _cell(
    tag: str,
    text: str,
    role: str,
    scope: str = "",
    *,
    number: bool = False,
    label: str = "",
    spare: bool = False,
    brief: bool = False,
) -> str:
    """A cell; of an absent value that is `spare`, a stacked table shows nothing, and two `brief` ones a line."""
    if tag == "th" and not text:
        tag, scope = "td", ""  # a header says something, or it is no header
        role = role and _role("cell")
    kinds = [
        *(["number"] if number else []),
        *(["brief"] if brief else []),
        *(["absent"] if label and spare and text == _ABSENT else []),
    ]
    attributes = (f' scope="{scope}"' if scope else "") + (f' class="{" ".join(kinds)}"' if kinds else "")
    attributes += f' data-label="{html.escape(label, quote=True)}"' if label else ""
    told = html.escape(text)
    if tag == "th":
        told = _JOINT.sub("+<wbr>", told)  # a name of many parts may break between them
    return f"<{tag}{role}{attributes}>{told}</{tag}>"
