"""`_static/card.png`, drawn from the results while the book is built, and in `card.txt` what it says."""

import os
from importlib.util import find_spec
from pathlib import Path

from sphinx.util import logging

CORPUS, MODELS = "RAVDESS", {"corrected": "corrected model", "svm": "SVM on MFCC statistics"}
SPLITS = {"random": "random clips", "speaker": "unseen speakers"}
SUBTITLE = "An executable companion to Singh, Saheer and Faust (2023)"


def panels(results):
    """Of each model that has been run on random clips and on unseen speakers, the two rows of its steps."""
    from ser.results import load_results
    from ser.results.steps import steps

    held = load_results(results)
    found = {name: steps(held, arm, CORPUS).loc[[*SPLITS]] for arm, name in MODELS.items()}
    return {
        f"{name},\n{CORPUS}": rows.assign(label=[*SPLITS.values()])
        for name, rows in found.items()
        if rows["run"].all()
    }


def told(title, found, mark):
    """The card in words."""
    parts = [f"{title}. {SUBTITLE}."]
    for name, rows in found.items():
        values = ", ".join(f"{row['accuracy']:.0%} on {row['label']}" for _, row in rows.iterrows())
        parts.append(f"{' '.join(name.split())}: {values}.")
    return " ".join([*parts, *([f"{mark.capitalize()}."] if mark else [])])


def _draw(app):
    results = Path("results") / app.config.ser_profile
    if app.builder.format != "html" or not (results / "runs").is_dir() or find_spec("ser.plots.card") is None:
        return
    import matplotlib.pyplot as plt

    from ser.errors import SerError
    from ser.pages.banner import BANNER
    from ser.plots.card import card_figure

    mark = BANNER if app.config.ser_demo else ""
    try:
        found = panels(results)
    except SerError as error:  # a page that rests on such results says so and stops
        logging.getLogger(__name__).info("no card: %s", error)
        return
    figure = card_figure(app.config.html_title, SUBTITLE, found, mark=mark)
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / ".card.part", format="png", metadata={"Software": None})
    plt.close(figure)
    os.replace(folder / ".card.part", folder / "card.png")
    (folder / "card.txt").write_text(told(app.config.html_title, found, mark) + "\n", encoding="utf-8")


def setup(app):
    app.connect("builder-inited", _draw)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
