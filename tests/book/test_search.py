"""Search finds: on a server with excerpts, from a file without them, and then it says why."""

import pytest

WORD = "attention"
_FOUND = "#search-results ul.search li"


def _results(tab):
    tab.wait_for_function("document.querySelector('.search-summary')?.textContent.includes('found')")
    return tab.locator(_FOUND)


@pytest.mark.parametrize("look", ["wide light", "narrow dark"])
def test_the_reader_types_a_word_and_follows_a_result(opened, served, look):
    tab, log = opened("index", look, base=served)
    tab.locator("button.search-button__button:visible, .search-button-field:visible").first.click()
    tab.locator(".search-button__search-container input[type=search]").fill(WORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search.html?q=*")
    results = _results(tab)
    assert results.count() > 3
    where = [
        "/api/" in (link.get_attribute("href") or "") or (link.get_attribute("href") or "").startswith("api/")
        for link in results.locator("> a").all()
    ]
    modules = where.count(True)
    assert 0 < modules < len(where), "pages and modules should both be found, or their order shows nothing"
    assert where == sorted(where), "a page that explains stands below the package"
    excerpts = results.locator("p.context").all_text_contents()
    assert WORD in excerpts[0].lower()
    assert len(excerpts[0].split()) > 5, "that of a term says what it means"
    furniture = [text for text in excerpts if "Profile:" in text or ".pdf" in text or "Contents" in text]
    assert furniture == [], "an excerpt shows the buttons of a page, or its list of contents"
    assert tab.locator(".ser-from-file").count() == 0
    results.locator("a").first.click()
    tab.wait_for_load_state()
    assert "search.html" not in tab.url
    assert WORD in tab.locator("article").text_content().lower()
    assert (log.errors, log.outside) == ([], [])


@pytest.mark.parametrize("look", ["wide dark", "narrow light"])
def test_from_a_file_it_finds_and_says_what_the_browser_forbids(opened, look):
    tab, log = opened(f"search?q={WORD}", look)
    results = _results(tab)
    assert results.count() > 3
    assert "without excerpts" in tab.locator(".ser-from-file").text_content()
    assert results.locator("p.context").count() == 0
    assert (log.errors, log.outside) == ([], [])
    results.locator("a").first.click()
    tab.wait_for_load_state()
    assert WORD in tab.locator("article").text_content().lower()


def test_what_is_not_there_is_not_found(opened):
    tab, _ = opened("search?q=xyzzyplugh")
    tab.wait_for_function("document.querySelector('.search-summary')?.textContent.includes('did not match')")
    assert tab.locator(_FOUND).count() == 0
