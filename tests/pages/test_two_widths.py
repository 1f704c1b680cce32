"""On a phone a figure shows its second drawing; everything else on the page stays."""

import pytest

from .conftest import ROOT  # noqa: F401 (puts the extensions on the path)

two_widths = pytest.importorskip("two_widths")

FIGURE = """<figure class="align-default" id="{name}">
<img alt="A line." src="../_images/0.png" />
<figcaption><p>A line.</p></figcaption>
</figure>"""


@pytest.fixture
def drawings(tmp_path):
    (tmp_path / "one-narrow.svg").write_text("<svg/>")
    return tmp_path


def test_a_figure_with_a_drawing_for_a_phone_gets_it(drawings):
    text, shown = two_widths.both(FIGURE.format(name="one"), drawings, "../_images")
    assert (
        '<picture><source media="(max-width: 600px)" srcset="../_images/one-narrow.svg"/>'
        '<img alt="A line." src="../_images/0.png" /></picture>'
    ) in text
    assert text.endswith("<figcaption><p>A line.</p></figcaption>\n</figure>")
    assert shown == [drawings / "one-narrow.svg"]


def test_a_figure_without_one_stays_as_it_is(drawings):
    text = FIGURE.format(name="two")
    assert two_widths.both(text, drawings, "../_images") == (text, [])


def test_each_figure_gets_its_own(drawings):
    (drawings / "three-narrow.svg").write_text("<svg/>")
    text = "".join(FIGURE.format(name=name) for name in ("one", "two", "three"))
    made, shown = two_widths.both(text, drawings, "_images")
    assert [path.name for path in shown] == ["one-narrow.svg", "three-narrow.svg"]
    assert made.count("<picture>") == 2
    assert two_widths.both(made, drawings, "_images")[0] == made
