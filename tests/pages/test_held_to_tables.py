"""Pages 04 to 07 show the numbers of `results/full/tables`.

Their code is run on the committed results as it stands in the notebooks; what it shows and glues is
compared, number by number, with the committed CSV files, which `tests/results/test_committed.py`
holds to the predictions.
"""

import re
import runpy
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

from ser.pages import arms, show

ROOT = Path(__file__).parents[2]
FULL = ROOT / "results" / "full"
TITLES = {"random clips": "random", "unseen speakers": "speaker"}
STEPS = {
    "random": "random",
    "takes kept together": "repetition",
    "unseen texts": "text",
    "random, as few clips": "matched",
    "unseen speakers": "speaker",
    "random, as few clips (6 folds)": "matched-6",
    "unseen speakers (6 folds)": "speaker-6",
}
BEST = {split: title for title, split in STEPS.items()} | {split: title for title, split in TITLES.items()}
AVERAGES = ["macro average", "weighted average", "accuracy"]
LEAST = {"04_ablations": 300, "05_published_results": 150, "06_protocols": 70, "07_best": 150}
"""How many numbers of each page are compared at least, so that none passes for want of any."""

pytestmark = pytest.mark.skipif(not (FULL / "tables").is_dir(), reason="results/full/tables is not there")


@dataclass
class Shown:
    """What a page showed: its tables by caption, and its glued numbers as they stand in the prose."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    glued: dict[str, str] = field(default_factory=dict)

    def table(self, caption: str) -> pd.DataFrame:
        """The one table whose caption begins so."""
        (found,) = [table for told, table in self.tables.items() if told.startswith(caption)]
        return found


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What the code of each page shows on the full results; no picture is drawn."""
    pages = {}
    patch = pytest.MonkeyPatch()
    patch.chdir(ROOT)
    patch.setattr(arms, "arms_figure", lambda *_, **__: None)
    for name in LEAST:
        page = pages[name] = Shown()

        def glue(self, name, value, fmt="", *, rests=None, page=page):
            missing = value is None or value != value
            page.glued[name] = show.NOT_RUN if missing else format(value, fmt)

        patch.setattr(show.Page, "glue", glue)
        patch.setattr(
            show.Page,
            "table",
            lambda self, frame, *, caption, page=page, **_: page.tables.update({caption: frame}),
        )
        patch.setattr(show.Page, "figure", lambda *_, **__: None)
        code = (ROOT / "notebooks" / f"{name}.py").read_text(encoding="utf-8")
        for given, wanted in (('profile = "demo"', 'profile = "full"'), ('"results/demo"', '"results/full"')):
            assert code.count(f"\n{given}" if given.startswith("p") else given) == 1
            code = code.replace(given, wanted)
        path = tmp_path_factory.mktemp("page") / f"{name}.py"
        path.write_text(code, encoding="utf-8")
        runpy.run_path(str(path))
    patch.undo()
    return pages


@pytest.fixture
def tables():
    """The committed tables by name."""
    return {path.stem: pd.read_csv(path) for path in sorted((FULL / "tables").glob("*.csv"))}


def _numbers(text):
    """The numbers in a cell; those of "0.710 (0.662 to 0.757)" are three, of a dash none."""
    if isinstance(text, str):
        return [float(one) for one in re.findall(r"[+-]?\d+(?:\.\d+)?", text.replace("\N{MINUS SIGN}", "-"))]
    return [] if text is None or pd.isna(text) else [float(text)]


def _same(text, *wanted, digits=3):
    """Whether a cell shows these numbers as far as it is rounded; one that is NaN is not shown."""
    wanted = [one for one in wanted if not pd.isna(one)]
    found = _numbers(text)
    # The tables are rounded too, to six digits.
    return len(found) == len(wanted) and all(
        abs(one - other) <= 0.5 * 10**-digits + 1e-6 for one, other in zip(found, wanted, strict=True)
    )


def _interval(row, name):
    return row[name], row[f"{name}_low"], row[f"{name}_high"]


def _one(table, **wanted):
    """The one row of a table with these values; None where there is none."""
    for name, value in wanted.items():
        table = table[table[name] == value]
    assert len(table) < 2
    return table.iloc[0] if len(table) else None


def _row(here, row, what):
    """What a page says of an arm beside its reference, held to the row of a table of `compare`."""
    yield f"{what}: accuracy", _same(here["accuracy"], *_interval(row, "accuracy"))
    yield f"{what}: difference", _same(here["difference"], *_interval(row, "difference"))
    yield f"{what}: UAR", _same(here["UAR"], row["uar"], digits=6)
    if "UAR, mean of folds" in here:
        yield f"{what}: mean of folds", _same(here["UAR, mean of folds"], row["folds_mean_uar"])
    yield f"{what}: counts above", _same(here["counts above"], row["hurdle"])
    small = isinstance(here["p (Holm)"], str) and "<" in here["p (Holm)"]
    p = row["p_corrected"]
    # Rounded to the six digits of a table, a p below 0.001 may read 0.001.
    yield f"{what}: p", p < 0.001 + 1e-6 if small else _same(here["p (Holm)"], p)
    yield f"{what}: runs", _same(here["runs"], row["folds"] * row["seeds"])
    verdicts = dict.fromkeys((row["verdict"], row["verdict_uar"]))
    yield f"{what}: verdict", here["verdict"] == "; by UAR: ".join(verdicts)


def _ablations(page, tables):
    """Yield (what, whether the page shows what the table holds) for each number of page 04."""
    subjects = {"attention-and-features": "On TESS"}
    for name in ("architecture", "features", "attention-and-features", "training", "copies"):
        for title, split in TITLES.items():
            rows = tables[name][(tables[name]["split"] == split) & tables[name]["run"]]
            if split not in set(tables[name]["split"]):
                continue
            table = page.table(f"{subjects.get(name, name.capitalize())}, {title}:")
            yield f"{name}, {title}: arms", list(table.index) == list(rows["label"])
            for _, row in rows.iterrows():
                yield from _row(table.loc[row["label"]], row, f"{name}, {title}, {row['arm']}")
    for split in TITLES.values():
        row = _one(tables["architecture"], split=split, arm="corrected")
        yield f"reference_{split}", _same(page.glued[f"reference_{split}"], *_interval(row, "accuracy"))
        yield f"noise_{split}", _same(page.glued[f"noise_{split}"], row["noise"])


def _published(page, tables):
    summary, headline = tables["summary"], tables["headline"]
    for title, data in (("all corpora", "all"), ("TESS alone", "TESS")):
        table = page.table(f"Random clips, {title}:")
        for label, here in table.iterrows():
            row = _one(summary, data=data, split="random", label=label)
            yield f"{data}, {label}: accuracy", _same(here["accuracy"], *_interval(row, "accuracy"))
            yield f"{data}, {label}: UAR", _same(here["UAR"], row["uar"], digits=6)
            yield f"{data}, {label}: runs", here["runs"] == row["folds"] * row["seeds"]
    for label, here in page.table("Trained on all corpora, random clips:").iterrows():
        row = _one(summary, data="all", split="random", label=label)
        for shown, measure in (("accuracy", "accuracy"), ("UAR", "uar")):
            yield f"all, {label}: {shown}", _same(here[shown], row[measure], digits=6)
            for corpus in ("RAVDESS", "TESS"):
                what = f"{shown}, {corpus}"
                yield f"all, {label}: {what}", _same(here[what], row[f"{measure}_{corpus}"], digits=6)
    for arm in ("published", "corrected"):
        row = _one(headline, data="all", arm=arm)
        yield f"{arm}_between", _same(page.glued[f"{arm}_between"], *_interval(row, "accuracy"))
        yield f"{arm}_ece", _same(page.glued[f"{arm}_ece"], row["ece"])
        percent = page.glued[f"{arm}_accuracy"].removesuffix("%")
        yield f"{arm}_accuracy", _same(percent, 100 * row["accuracy"], digits=1)
        for emotion, here in page.table(f"Test clips of the combined set, {row['label']}").iterrows():
            if emotion in AVERAGES:
                continue
            of_emotion = _one(tables["classes"], data="all", split="random", arm=arm, emotion=emotion)
            for column in ("precision", "recall", "F1", "support"):
                wanted = of_emotion[column.lower()]
                yield f"{arm}, {emotion}: {column}", _same(here[column], wanted, digits=6)
            ends = of_emotion["recall_low"], of_emotion["recall_high"]
            yield f"{arm}, {emotion}: recall between", _same(here["recall between"], *ends)
    yield "noise", _same(page.glued["noise"], _one(headline, data="all", arm="published")["noise"])


def _protocols(page, tables):
    for corpus in ("RAVDESS", "TESS"):
        for step, here in page.table(f"{corpus}: the same as numbers").iterrows():
            if step in STEPS:
                split, where = STEPS[step], {"data": corpus}
                row = _one(tables["summary"], split=split, arm="corrected", **where)
            else:
                split = {"random, all corpora train": "random", "unseen corpus": "corpus"}[step]
                row = _one(tables["corpora"], data="all", corpus=corpus, split=split, arm="corrected")
            for column, name in (("accuracy", "accuracy"), ("UAR", "uar")):
                yield f"{corpus}, {step}: {column}", _same(here[column], *_interval(row, name))
            yield (
                f"{corpus}, {step}: folds",
                _same(here["mean of folds, UAR"], row["folds_mean_uar"], digits=6),
            )
            yield f"{corpus}, {step}: clips", here["clips"] == row["clips"]
            if step in STEPS:
                # The noise band is that of all seeds at hand, the spread in the summary too.
                yield f"{corpus}, {step}: noise", _same(here["noise"], row["spread"], digits=6)
            glued = page.glued[
                f"{corpus.lower()}_{split if step in STEPS or split == 'corpus' else 'combined'}"
            ]
            yield f"{corpus}, {step}: in prose", _same(glued, *_interval(row, "accuracy"))


def _best(page, tables):
    best, vote, choosing = tables["best"], tables["vote"], tables["choosing"]
    for (data, split), rows in best.groupby(["data", "split"], sort=False):
        where = f"{'all corpora' if data == 'all' else data}, {BEST[split]}"
        table = page.table(f"{where}: accuracy, UAR")
        for _, row in rows.iterrows():
            yield from _row(table.loc[row["label"]], row, f"{where}, {row['arm']}")
    for split, rows in vote.groupby("split", sort=False):
        table = page.table(f"RAVDESS, {BEST[split]}: who votes")
        for _, row in rows.iterrows():
            yield from _row(table.loc[row["label"]], row, f"vote, {split}, {row['arm']}")
    names = {"best-random": "random clips of all", "best-speaker": "unseen speakers of RAVDESS:"}
    names["best-known"] = "unseen speakers of RAVDESS whose"
    for arm, name in names.items():
        table = page.table(f"Candidates for {name}")
        for _, row in choosing[choosing["arm"] == arm].iterrows():
            here = table.loc[row["label"] + (" (chosen)" if row["chosen"] else "")]
            for shown in ("UAR", "accuracy"):
                yield f"{arm}, {row['label']}: {shown}", _same(here[shown], row[shown.lower()], digits=6)
    table = page.table("Who may vote")
    for _, row in tables["voters"].iterrows():
        here, what = table.loc[row["label"]], f"voter {row['arm']}"
        for shown, name in (
            ("UAR alone", "uar"),
            ("UAR of the vote", "together"),
            ("parameters", "parameters"),
        ):
            yield f"{what}: {shown}", _same(here[shown], row[name], digits=6)
    for name, data, split in (("all_random", "all", "random"), ("ravdess_speaker", "RAVDESS", "speaker")):
        row = _one(best, data=data, split=split, arm="best-random")
        yield f"best_random_{name}", _same(page.glued[f"best_random_{name}"], *_interval(row, "accuracy"))


CHECKS = {"04_ablations": _ablations, "05_published_results": _published, "06_protocols": _protocols}
CHECKS["07_best"] = _best


@pytest.mark.parametrize("name", CHECKS)
def test_a_page_shows_the_numbers_of_the_tables(shown, tables, name):
    compared = list(CHECKS[name](shown[name], tables))
    assert [what for what, same in compared if not same] == []
    assert len(compared) >= LEAST[name]


@pytest.mark.parametrize(
    ("name", "table", "column"),
    [
        ("04_ablations", "architecture", "accuracy"),
        ("04_ablations", "features", "difference_low"),
        ("05_published_results", "summary", "accuracy_TESS"),
        ("05_published_results", "headline", "accuracy_high"),
        ("05_published_results", "classes", "recall"),
        ("06_protocols", "summary", "uar"),
        ("06_protocols", "corpora", "accuracy"),
        ("07_best", "best", "hurdle"),
        ("07_best", "vote", "accuracy"),
        ("07_best", "choosing", "uar"),
        ("07_best", "voters", "together"),
    ],
)
def test_a_number_that_is_another_is_found(shown, tables, name, table, column):
    """Each figure moved by a thousandth: every place that shows it disagrees."""
    before = list(CHECKS[name](shown[name], tables))
    tables[table][column] += 0.0011
    after = list(CHECKS[name](shown[name], tables))
    assert [what for what, _ in after] == [what for what, _ in before]
    assert any(same for _, same in after)
    assert sum(not same for _, same in after) >= 2
