"""Numbers as prose writes them: a true minus sign, and no p-value of zero."""

import math

MINUS = "\N{MINUS SIGN}"
_LEAST = 0.001


def signed(value: float, fmt: str = ".3f") -> str:
    """Return a number with its sign, a true minus sign in front of a negative one."""
    return format(value, f"+{fmt}").replace("-", MINUS)


def p_value(p: float) -> str:
    """Return "< 0.001" or "= 0.012", to stand behind the word for p; "not known" for NaN."""
    if math.isnan(p):
        return "not known"
    return f"< {_LEAST}" if p < _LEAST else f"= {p:.3f}"
