"""Whether a model is as sure as it should be, in words."""

from collections.abc import Mapping

from ser.pages import words
from ser.results.sureness import Sureness


def told(name: str, found: Sureness) -> str:
    """Return how sure a model is, how often it is right, and which of the two is more, as a clause."""
    word = "more" if found.confidence > found.accuracy else "less"
    return (
        f"{name} is {found.confidence:.1%} sure on average and {found.accuracy:.1%} right, {word} sure than it should be "
        f"(ECE {found.ece:.3f})"
    )


def each(found: Mapping[str, Sureness | None], *, of_runs: bool = False) -> str | None:
    """Return "0.012 for the one model and 0.034 for the other": the ECE of each that has been run, else None."""
    known = {name: one for name, one in found.items() if one}
    return (
        words.listed(
            [f"{one.ece_of_runs if of_runs else one.ece:.3f} for {name}" for name, one in known.items()]
        )
        if known
        else None
    )
