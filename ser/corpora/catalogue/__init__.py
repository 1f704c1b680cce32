"""The corpora this project knows: one small module each, found by itself.

A module of this folder has a `CORPUS`; nothing else has to name it. The paper's three come first, in
the order of its combination, then the others by name.
"""

from importlib import import_module
from pkgutil import iter_modules

from ser.corpora.corpus import Corpus
from ser.errors import BadValue


def find() -> dict[str, Corpus]:
    """Return {name: corpus} of every module of this folder.

    Raises:
        BadValue: a module has no `CORPUS`, or two corpora share a name or a place in the combination.
    """
    found: dict[str, Corpus] = {}
    places: dict[int, str] = {}
    for module in sorted(found.name for found in iter_modules(__path__)):
        corpus = getattr(import_module(f"{__name__}.{module}"), "CORPUS", None)
        if not isinstance(corpus, Corpus):
            raise BadValue(
                f"catalogue/{module}.py has no CORPUS; expected one ser.corpora.Corpus; see CONTRIBUTING.md"
            )
        if corpus.name in found:
            raise BadValue(
                f"catalogue/{module}.py: the name {corpus.name!r} is taken; expected a new one; rename it"
            )
        if corpus.combined is not None and places.setdefault(corpus.combined, corpus.name) != corpus.name:
            raise BadValue(
                f"{corpus.name} and {places[corpus.combined]} both ask for place {corpus.combined} in the "
                "paper's combination; expected one corpus a place; set combined=None"
            )
        found[corpus.name] = corpus
    return {corpus.name: corpus for corpus in sorted(found.values(), key=_order)}


def _order(corpus: Corpus) -> tuple[bool, int, str]:
    return corpus.combined is None, corpus.combined or 0, corpus.name


CATALOGUE: dict[str, Corpus] = find()
"""Every corpus we know: the paper's three in their order, then the others by name."""

CORPORA: dict[str, Corpus] = {
    name: corpus for name, corpus in CATALOGUE.items() if corpus.combined is not None
}
"""The corpora of the paper's combination, in the order of the combined table."""
