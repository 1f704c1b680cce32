"""Facts in words: what of the catalogue's irregularities was found, and what a careless reading makes of it."""

import pandas as pd

from ser.corpora import CATALOGUE, Irregularity


def irregularities(irregular: pd.DataFrame, clips: pd.DataFrame) -> pd.DataFrame:
    """Return the catalogue's irregularities of the corpora at hand, each with what was measured.

    Args:
        irregular: `irregular.csv`, the fields of `Departure`.
        clips: `clips.csv`, one row a clip at hand.

    Returns:
        a row for each irregularity, with corpus, what is odd, what follows, clips, measured here.
    """
    irregular = irregular.fillna({"said": ""})
    here = set(clips["clip"])
    rows = []
    for name, corpus in CATALOGUE.items():
        if not (clips["corpus"] == name).any():
            continue
        for one in corpus.irregularities:
            names = ", ".join(clip.split("/")[-1] for clip in one.clips) or "the corpus as a whole"
            rows.append((name, one.what, one.effect, names, _measured(one, irregular, here)))
    return pd.DataFrame(rows, columns=["corpus", "what is odd", "what follows", "clips", "measured here"])


def not_in_catalogue(irregular: pd.DataFrame) -> list[str]:
    """Return each departure that the catalogue does not name, in words; clips not at hand are none."""
    strangers = irregular[~irregular["known"].astype(bool) & (irregular["kind"] != "missing")]
    return [f"{one.clip}: {one.received} where {one.rule} is the rule" for one in strangers.itertuples()]


def _measured(one: Irregularity, irregular: pd.DataFrame, here: set[str]) -> str:
    if not one.clips:
        return "not a matter of single clips"
    if not here & set(one.clips):
        return "not at hand"
    found = irregular[irregular["clip"].isin(one.clips) & (irregular["kind"] != "missing")]
    if found.empty:
        return "not so in this copy"
    counted = f"found in {found['clip'].nunique()} of {len(one.clips)}" if len(one.clips) > 1 else "found"
    parts = [_of_kind(str(kind), group) for kind, group in found.groupby("kind", sort=False)]
    return f"{counted}: {'; '.join(parts)}"


def _of_kind(kind: str, found: pd.DataFrame) -> str:
    received = " and ".join(sorted(set(found["received"].astype(str))))
    told = received
    if kind in ("channels", "rate"):
        stretch = (found["misread"] / found["seconds"]).median()
        told += f"; read by the rule ({found['rule'].iloc[0]}) it lasts {stretch:.1f} times as long"
        if found["shift"].notna().any():
            told += f", and its mean MFCC move by {_range(found['shift'])} deviations of the corpus"
    elif kind == "name":
        told = f"the file is called {received}"
    elif kind == "identical":
        told = "the same bytes"
    said = "; ".join(sorted(set(found["said"]) - {""}))
    return f"{told}; {said}" if said else told


def _range(values: pd.Series) -> str:
    low, high = values.min(), values.max()
    return f"{low:.1f}" if f"{low:.1f}" == f"{high:.1f}" else f"{low:.1f} to {high:.1f}"
