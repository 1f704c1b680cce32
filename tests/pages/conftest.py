"""A tiny project to execute and render: one page that imports `ser`, and the real book's settings around it."""

import json
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "book" / "_ext"))

HEADER = """\
# ---
# jupyter:
#   ser:
#     reads: ["runs/**/*.json"]
# ---

"""
START = """\
# %% [markdown]
# # A page

# %% tags=["parameters"]
profile = "demo"
results = "results/demo"

# %%
from ser.pages import show

page = show.start(profile, results)
"""
PAGE = (
    HEADER
    + START
    + r"""
# %% [markdown]
# The value is {glue:text}`value:s`, see {numref}`line` and {eq}`softmax`; inline: $a_t$.
#
# $$ a_t = \frac{\exp(e_t)}{\sum_s \exp(e_s)} $$ (softmax)

# %%
import sys
import matplotlib.pyplot as plt
import pandas as pd

page.glue("value", 0.9, ".3f")
print("stdout:", sys.executable, object())
print("noise on", "stderr", file=sys.stderr)

# %%
frame = pd.DataFrame({"accuracy": [0.5, None]}, index=["first", "second"])
for name, top in (("line", 1), ("steeper", 2)):
    fig, ax = plt.subplots(figsize=(4, 2))
    ax.plot([0, top])
    page.figure(
        fig, name, alt=f"A line that rises to {top}", caption="A line.", clips=1200, speakers=1, seeds=3, data=frame
    )
page.table(frame, caption="A table.", formats={"accuracy": ".3f"})
"""
)


def make_project(root: Path, *, profile: str = "demo", page: str = PAGE) -> Path:
    """Write a repository with one notebook, one run, a book of two pages and what of `ser` they call."""
    package = root / "ser"
    shutil.copytree(ROOT / "ser" / "pages", package / "pages", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("__init__.py", "errors.py", "files.py", "outside.py", "processes.py"):
        shutil.copyfile(ROOT / "ser" / name, package / name)
    for name in ("corpora/__init__.py", "corpora/banner.py", "plots/__init__.py", "plots/widths.py"):
        (package / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / "ser" / name, package / name)
    (root / "notebooks").mkdir(parents=True)
    (root / "notebooks" / "a.py").write_text(page.replace("demo", profile), encoding="utf-8")
    runs = root / "results" / profile / "runs"
    runs.mkdir(parents=True)
    run = {"profile": profile, "data": {"demo": profile == "demo"}}
    (runs / "one.json").write_text(json.dumps(run), encoding="utf-8")
    (root / "requirements.txt").write_text("numpy==2.0\n", encoding="utf-8")
    book = root / "book"
    for name in ("_ext", "_static"):
        shutil.copytree(ROOT / "book" / name, book / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("_config.yml", "references.bib"):
        shutil.copyfile(ROOT / "book" / name, book / name)
    (book / "_toc.yml").write_text(
        "format: jb-book\nroot: intro\nchapters:\n- file: notebooks/a\n", encoding="utf-8"
    )
    (book / "intro.md").write_text(
        "# Start\n\nFrom {cite:t}`singh2023`; elsewhere {glue:text}`notebooks/a.ipynb::value:s`.\n\n```{bibliography}\n```\n",
        encoding="utf-8",
    )
    return root


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


@pytest.fixture
def given() -> dict[str, str]:
    return {"profile": "demo", "results": "results/demo"}
