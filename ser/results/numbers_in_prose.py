"""Numbers as prose writes them: a true minus sign, no p-value of zero, one seed and two seeds."""

import math
from collections.abc import Mapping

from ser.corpora import CORPORA

MINUS = "\N{MINUS SIGN}"
_LEAST = 0.001


def signed(value: float, fmt: str = ".3f") -> str:
    """Return a number with its sign, a true minus sign in front of a negative one."""
    return format(value, f"+{fmt}").replace("-", MINUS)


def counted(number: float, word: str) -> str:
    """Return "1 seed", "0 seeds", "1,440 clips"."""
    return f"{number:,.0f} {word}{'' if number == 1 else 's'}"


def p_value(p: float) -> str:
    """Return "< 0.001" or "= 0.012", to stand behind the word for p; "not known" for NaN."""
    if math.isnan(p):
        return "not known"
    return f"< {_LEAST}" if p < _LEAST else f"= {p:.3f}"


def by_corpus(row: Mapping, fmt: str = ".3f", *, measure: str = "accuracy") -> str:
    """Return "0.738 on RAVDESS and 0.998 on TESS" where a figure is of several corpora together, else "".

    `row` has `measure`_CORPUS for each, as `ser.results.pooled.figures` gives it.
    """
    shares = {corpus: row.get(f"{measure}_{corpus}", math.nan) for corpus in CORPORA}
    found = [f"{format(share, fmt)} on {corpus}" for corpus, share in shares.items() if not math.isnan(share)]
    return f"{', '.join(found[:-1])} and {found[-1]}" if len(found) > 1 else ""
