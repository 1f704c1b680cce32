"""What a check says: pass, not yet, or a hint; with words a student can go on with."""

import html
from dataclasses import dataclass

PASS, NOT_YET, HINT = "pass", "not yet", "hint"

_SIGNS = {
    PASS: "\N{CHECK MARK}",
    NOT_YET: "\N{HORIZONTAL ELLIPSIS}",
    HINT: "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}",
}
_WORDS = {PASS: "Pass", NOT_YET: "Not yet", HINT: "Hint"}


@dataclass(frozen=True, repr=False)
class Verdict:
    """The outcome of one check: `status` is "pass", "not yet" or "hint", `message` says it in words."""

    name: str
    status: str
    message: str

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.status == PASS

    def __str__(self) -> str:
        return f"{_SIGNS[self.status]} {_WORDS[self.status]} ({self.name}): {self.message}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """The verdict for a notebook: a word beside the sign, so that nothing rests on colour."""
        kind = self.status.replace(" ", "-")
        return (
            f'<p class="ser-verdict ser-verdict-{kind}"><strong><span aria-hidden="true">{_SIGNS[self.status]}'
            f"</span> {_WORDS[self.status]}</strong> <span>({html.escape(self.name)})</span>: "
            f"{html.escape(self.message)}</p>"
        )


class Mistake(Exception):
    """Raised in a check, and never out of it: the answer is wrong in a way that a hint speaks to."""


class Missing(Exception):
    """Raised in a check, and never out of it: there is no answer yet."""
