"""What notebooks call: numbers as text, figures that repeat, tables a screen reader can follow."""

import base64
import json
import re
import struct

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from ser.errors import BadValue, DataMissing
from ser.pages import show
from ser.pages.banner import BANNER, rests_on_demo
from ser.plots import sheet, widths


@pytest.fixture
def shown(monkeypatch):
    """What is displayed, as (data, metadata)."""
    found = []
    monkeypatch.setattr(
        "IPython.display.display", lambda data, **more: found.append((data, more.get("metadata")))
    )
    return found


@pytest.fixture
def page(tmp_path):
    return show.Page(profile="full", results=tmp_path, demo=False)


@pytest.fixture
def demo_page(tmp_path):
    return show.Page(profile="demo", results=tmp_path, demo=True)


def _figure():
    fig, ax = plt.subplots(figsize=(3, 2))
    ax.plot([0, 1], label="a")
    ax.legend()
    return fig


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_figure_has_the_same_bytes_on_repeat(kind):
    first, second = show.drawn(_figure(), kind), show.drawn(_figure(), kind)
    assert first == second
    assert len(first) > 1000
    plt.close("all")


def test_the_demo_banner_is_drawn_into_the_figure(demo_page, page, shown):
    for context in (demo_page, page):
        fig = _figure()
        context.figure(fig, "a", alt="A line", caption="A line.")
        assert [text.get_text() for text in fig.texts] == ([BANNER] if context.demo else [])
        assert not plt.fignum_exists(fig.number)
    captions = [metadata["ser"]["caption"] for _, metadata in shown]
    assert captions == ["A line. Demo corpus: not a result.", "A line."]


def test_files_of_a_figure_are_linked_where_a_page_is_executed(page, shown, tmp_path, monkeypatch):
    monkeypatch.setenv(show.FIGURES, str(tmp_path / "figures"))
    monkeypatch.setenv(show.LINKS, "figures/a")
    page.figure(_figure(), "a-1", alt="A line", caption="A line.", seeds=1, data=pd.DataFrame({"y": [1]}))
    assert sorted(path.name for path in (tmp_path / "figures").iterdir()) == ["a-1.csv", "a-1.png", "a-1.svg"]
    links = "[PNG](figures/a/a-1.png), [SVG](figures/a/a-1.svg), [CSV](figures/a/a-1.csv), [source notebook](a.py)"
    assert shown[0][1]["ser"]["caption"] == f"A line. (1 seed)\n\nDownload: {links}"


@widths.two_widths
def _of_two_widths():
    figure, (axes,) = sheet.sheet(2.0)
    axes.plot([0, 1])
    return figure


def test_a_file_to_take_along_is_kept_where_a_page_is_executed(page, tmp_path, monkeypatch):
    monkeypatch.delenv(show.FIGURES, raising=False)
    page.keep("a.zip", b"a")
    monkeypatch.setenv(show.FIGURES, str(tmp_path / "made" / "here"))
    page.keep("a.zip", b"a")
    assert [path.read_bytes() for path in tmp_path.rglob("a.zip")] == [b"a"]


def test_a_figure_for_a_phone_is_kept_and_named_by_no_link(demo_page, shown, tmp_path, monkeypatch):
    monkeypatch.setenv(show.FIGURES, str(tmp_path))
    monkeypatch.setenv(show.LINKS, "figures/a")
    demo_page.figure(_of_two_widths(), "a", alt="A line", caption="A line.")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a-narrow.svg", "a.png", "a.svg"]
    across = [_width((tmp_path / name).read_text()) for name in ("a.svg", "a-narrow.svg")]
    assert across == pytest.approx([72 * widths.ACROSS, 72 * widths.NARROW], abs=12)
    assert f"<!-- {BANNER} -->" in (tmp_path / "a-narrow.svg").read_text()
    assert "narrow" not in shown[0][1]["ser"]["caption"]


def test_beside_text_a_figure_is_shown_as_on_a_phone(page, shown, tmp_path, monkeypatch):
    monkeypatch.setenv(show.FIGURES, str(tmp_path))
    monkeypatch.setenv(show.LINKS, "figures/a")
    for beside in (False, True):
        page.figure(_of_two_widths(), "a", alt="A line", caption="A line.", beside=beside)
    whole, small = (_pixels(base64.b64decode(data["image/png"])) for data, _ in shown)
    assert whole[0] > 1.4 * small[0]
    assert _pixels((tmp_path / "a.png").read_bytes()) == whole


def _width(svg):
    return float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])


def _pixels(png):
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"alt": " "}, "alt is empty"),
        ({"caption": ""}, "caption is empty"),
        ({"name": "Two words"}, "small letters"),
    ],
)
def test_a_figure_without_words_is_refused(page, wrong, told):
    asked = {"name": "a", "alt": "A line", "caption": "A line."} | wrong
    with pytest.raises(BadValue, match=told):
        page.figure(_figure(), asked.pop("name"), **asked)
    plt.close("all")


@pytest.mark.parametrize(
    ("value", "fmt", "text"),
    [
        (0.9, ".3f", "0.900"),
        (4239, ",", "4,239"),
        (0.5, ".0%", "50%"),
        (None, ".3f", "not run"),
        (float("nan"), "", "not run"),
    ],
)
def test_a_glued_number_keeps_its_format(page, monkeypatch, value, fmt, text):
    from myst_nb.core.variables import format_plain_text

    stored = {}
    monkeypatch.setattr("myst_nb.ext.glue.ipy_display", lambda data, **more: stored.update(data))
    page.glue("n", value, fmt)
    assert format_plain_text(stored["application/papermill.record/text/plain"], "s") == text


def test_a_table_has_headers_and_no_markup_of_its_content(demo_page, shown):
    frame = pd.DataFrame(
        {"uar": [0.51234, None], "who": ["<b>", "x"]}, index=pd.Index(["a", "b"], name="arm")
    )
    demo_page.table(frame, caption="Arms.", formats={"uar": ".3f"})
    html = shown[0][0]["text/html"]
    assert "<caption>Arms. Demo corpus: not a result.</caption>" in html
    assert '<th scope="col">arm</th><th scope="col" class="number">uar</th>' in html
    assert '<tr><th scope="row">a</th><td class="number">0.512</td><td>&lt;b&gt;</td></tr>' in html
    assert '<td class="number">\N{EN DASH}</td>' in html


def test_a_format_for_no_column_is_refused():
    with pytest.raises(BadValue, match="formats name no column: war; the columns are uar"):
        show.table_html(pd.DataFrame({"uar": [1.0]}), caption="", formats={"war": ".1f"})


def test_start_finds_the_results_and_says_demo(tmp_path, shown):
    (tmp_path / "results" / "demo").mkdir(parents=True)
    page = show.start("demo", "results/demo", root=tmp_path)
    assert (page.profile, page.demo, page.results) == ("demo", True, tmp_path / "results" / "demo")
    assert BANNER in shown[0][0]["text/html"]
    with pytest.raises(DataMissing, match="make reproduce PROFILE=full"):
        show.start("full", root=tmp_path)


@pytest.mark.parametrize(
    ("content", "demo"), [({"data": {"demo": True}}, True), ({"data": {"demo": False}}, False), ([], False)]
)
def test_a_run_on_the_demo_corpus_makes_any_profile_demo(tmp_path, content, demo):
    (tmp_path / "runs" / "deep").mkdir(parents=True)
    (tmp_path / "runs" / "deep" / "one.json").write_text(json.dumps(content))
    (tmp_path / "runs" / "broken.json").write_text("{")
    assert rests_on_demo("full", tmp_path) is demo


def test_numbers_in_a_table_have_a_true_minus_and_long_names_may_break():
    frame = pd.DataFrame({"level": [-54.0], "clip": ["03-01"]}, index=["chroma+tonnetz"])
    text = show.table_html(frame, caption="Levels.", formats={"level": ".1f"})
    assert "\N{MINUS SIGN}54.0" in text and "03-01" in text
    assert "chroma+<wbr>tonnetz" in text
