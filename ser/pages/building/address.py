"""Where the project stands in public: one setting, `book/address.toml`, and what follows from it.

The setting may be empty. An `Address` is then false, and whoever needs it leaves out what it would have led to.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from ser.errors import BadValue
from ser.outside import UNREADABLE, reason

FILE = "address.toml"
EXECUTED = "executed"
"""The branch on which the workflow `book.yml` puts the executed notebooks."""

BINDER = "https://mybinder.org"
COLAB = "https://colab.research.google.com"

_REPOSITORY = re.compile(r"https://github\.com/(?P<owner>[A-Za-z0-9-]+)/(?P<name>[A-Za-z0-9._-]+?)/?")
_KEYS = ("repository-code", "url")  # of CITATION.cff, in its own order


@dataclass(frozen=True)
class Address:
    """A repository on GitHub by owner and name, or, with both empty, none."""

    owner: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.name)

    @property
    def repository(self) -> str:
        """The address of the repository, without a slash at its end; "" when there is none."""
        return f"https://github.com/{self.owner}/{self.name}" if self else ""

    @property
    def book(self) -> str:
        """The address of the book on GitHub Pages, with a slash at its end; "" when there is none."""
        if not self:
            return ""
        host = f"{self.owner.lower()}.github.io"
        return f"https://{host}/" + ("" if self.name.lower() == host else f"{self.name}/")


def read_address(file: Path) -> Address:
    """Read the address from a file such as `book/address.toml`; none where there is no file.

    Raises:
        BadValue: the file is no TOML, or its `repository` is not the address of a repository on GitHub.
    """
    if not file.is_file():
        return Address()
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except UNREADABLE as error:
        raise BadValue(f"{file.name} is no TOML: {reason(error)}.") from error
    repository = given.get("repository", "")
    if repository == "":
        return Address()
    found = _REPOSITORY.fullmatch(repository) if isinstance(repository, str) else None
    if found is None:
        raise BadValue(
            f'{file.name}: repository is {repository!r}; expected "" or "https://github.com/OWNER/NAME".'
        )
    return Address(found["owner"], found["name"].removesuffix(".git"))


def cited(citation: str, address: Address) -> str:
    """The text of CITATION.cff with the addresses of this project, or with none of them.

    They stand after `version`, at the left margin; an address of a work that is cited stands further right
    and is left as it is.
    """
    lines = [line for line in citation.splitlines() if not line.startswith(tuple(f"{key}:" for key in _KEYS))]
    if address:
        at = next((i for i, line in enumerate(lines) if line.startswith("version:")), len(lines) - 1) + 1
        values = (address.repository, address.book)
        lines[at:at] = [f'{key}: "{value}"' for key, value in zip(_KEYS, values, strict=True)]
    return "\n".join(lines) + "\n"
