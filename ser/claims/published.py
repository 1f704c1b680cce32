"""What has been published, as `results/published.toml` holds it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ser.errors import DataDamaged, DataMissing
from ser.experiments import ARMS, Experiment, Place, experiment
from ser.outside import UNREADABLE, reason

NOT_TRANSCRIBED = "not transcribed yet"
"""The one state a part of a source can have that does not stand in the ledger."""


@dataclass(frozen=True)
class Comparison:
    """What a claim of superiority is tested by: `subject` has to beat every one of `rivals`.

    `experiments` names the experiments whose places are looked at; `data` and `split` choose among
    them, "" all of them.
    """

    experiments: tuple[str, ...]
    subject: str
    rivals: tuple[str, ...]
    data: str = ""
    split: str = ""

    def __post_init__(self) -> None:
        unknown = [name for name in (self.subject, *self.rivals) if name not in ARMS]
        if unknown:
            raise ValueError(f"unknown arm {', '.join(unknown)}")
        if not self.places:
            raise ValueError(
                f"{', '.join(self.experiments) or 'no experiment'} has no place {self.data or '*'}, {self.split or '*'}"
            )

    @property
    def places(self) -> tuple[tuple[Experiment, Place], ...]:
        """The places that are looked at, each with its experiment."""
        return tuple(
            (one, place)
            for one in map(experiment, self.experiments)
            for place in one.places
            if self.data in ("", place.data) and self.split in ("", place.split)
        )


@dataclass(frozen=True)
class Claim:
    """One published claim.

    A number (`value` of `metric`, with the `tolerance` set before the runs) is tested by the runs that
    `ours` selects, a superiority by `comparison`; neither stands where the claim is `untested`, which
    says why, with the `verdict` on it. `limits` says what keeps the test from settling the claim even
    with every run done. `recorded` is the verdict that was last written down; see `ser.claims.recorded`.
    """

    id: str
    source: str
    text: str
    protocol: str
    metric: str = ""
    value: float | None = None
    tolerance: float | None = None
    corpora: tuple[str, ...] = ()
    ours: dict | None = None
    comparison: Comparison | None = None
    limits: str = ""
    untested: str = ""
    verdict: str = "not tested yet"
    recorded: str = ""

    def __post_init__(self) -> None:
        ways = [self.ours is not None, self.comparison is not None, bool(self.untested)]
        if sum(ways) != 1:
            raise ValueError(
                f"claim {self.id}: expected one of ours, comparison and untested, received {sum(ways)}"
            )
        if self.ours is not None and None in (self.value, self.tolerance):
            raise ValueError(f"claim {self.id}: a number needs value and tolerance")


@dataclass(frozen=True)
class Untranscribed:
    """A part of a source that has not been read there: an empty row.

    It has no field for a value, so it cannot hold a guess. What is read becomes a claim or a work, and
    its row here goes.
    """

    what: str
    source: str
    state: str

    def __post_init__(self) -> None:
        if not all(isinstance(one, str) and one for one in (self.what, self.source)):
            raise ValueError("a row of [[untranscribed]] needs what and source")
        if self.state != NOT_TRANSCRIBED:
            raise ValueError(f"{self.what}: received the state {self.state!r}, expected {NOT_TRANSCRIBED!r}")


def read_published(path: Path | str) -> tuple[list[Claim], pd.DataFrame]:
    """Return the claims and the table of other published figures.

    Columns of the table: name, data, protocol, metric, value, and `deviation` where one says by how
    much its own runs scatter (NaN elsewhere; the column is left out where none does).

    Raises:
        DataMissing: no such file.
        DataDamaged: not TOML, or a claim or row with fields it should not have.
    """
    claims, works, _ = _read(Path(path))
    return claims, works


def read_untranscribed(path: Path | str) -> list[Untranscribed]:
    """Return what the sources hold and the ledger does not, an empty row for each.

    Raises:
        DataMissing: no such file.
        DataDamaged: not TOML, or a claim or row with fields it should not have.
    """
    return _read(Path(path))[2]


def _read(path: Path) -> tuple[list[Claim], pd.DataFrame, list[Untranscribed]]:
    if not path.is_file():
        raise DataMissing(f"no ledger {path}; expected results/published.toml of the project; restore it")
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        claims = [_claim(one) for one in held["claim"]]
        works = pd.DataFrame(held.get("work", []))
        twice = {claim.id for claim in claims if sum(one.id == claim.id for one in claims) > 1}
        if twice:
            raise ValueError(f"claim {min(twice)} stands there twice")
        untranscribed = [Untranscribed(**one) for one in held.get("untranscribed", [])]
    except UNREADABLE as error:
        raise DataDamaged(f"{path}: cannot be read as a ledger ({reason(error)}); restore it") from error
    return claims, works, untranscribed


def _claim(fields: dict) -> Claim:
    fields = _frozen(fields)
    if "comparison" in fields:
        fields["comparison"] = Comparison(**_frozen(fields["comparison"]))
    return Claim(**fields)


def _frozen(fields: dict) -> dict:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
