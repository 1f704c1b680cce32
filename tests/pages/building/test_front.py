"""`index.html` is the root page itself, with addresses that are right from where it lies."""

import pytest

from ser.pages.building.front import seen_from_above, write_front_page


@pytest.mark.parametrize(
    ("address", "moved"),
    [
        ("../_static/book.css?digest=1", "_static/book.css?digest=1"),
        ("01_corpora.html#who", "notebooks/01_corpora.html#who"),
        ("figures/00_overview/fall.svg", "notebooks/figures/00_overview/fall.svg"),
        ("../", "./"),
        ("../catalogue/", "catalogue/"),
        ("#here", "#here"),
        ("", ""),
        ("/top.html", "/top.html"),
        ("https://doi.org/10.1", "https://doi.org/10.1"),
        ("mailto:a@b", "mailto:a@b"),
        ("data:image/png;base64,AA", "data:image/png;base64,AA"),
    ],
)
@pytest.mark.parametrize("attribute", ["href", "src", "action", "data-content_root"])
def test_an_address_leads_to_the_same_place(address, moved, attribute):
    assert seen_from_above(f'<a {attribute}="{address}">', "notebooks") == f'<a {attribute}="{moved}">'
    assert seen_from_above(f'<a {attribute}="{address}">', "") == f'<a {attribute}="{address}">'


def test_words_are_left_alone():
    text = '<p title="../x">see "../x", href=x, data-href-none="../x"</p>'
    assert seen_from_above(text, "notebooks") == text


def test_the_front_page_takes_the_place_of_a_redirect(tmp_path):
    (tmp_path / "notebooks").mkdir()
    page = tmp_path / "notebooks" / "00_overview.html"
    page.write_text('<a href="../use.html">', encoding="utf-8")
    (tmp_path / "index.html").write_text('<meta http-equiv="Refresh">', encoding="utf-8")
    write_front_page(tmp_path, "notebooks/00_overview")
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == '<a href="use.html">'
    assert page.read_text(encoding="utf-8") == '<a href="../use.html">'


def test_a_root_at_the_top_is_copied_and_one_called_index_stays(tmp_path):
    (tmp_path / "intro.html").write_text('<a href="a.html">', encoding="utf-8")
    write_front_page(tmp_path, "intro")
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == '<a href="a.html">'
    write_front_page(tmp_path, "index")
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == '<a href="a.html">'
