"""Players in a real browser: a clip sounds, its time runs, and the lines move over waveform and figure."""

import pytest

PAGES = {"02_mfcc": "mfcc-log-mel", "03_model": "model-attention-1"}
MIB = 1024**2

LEFT = "(one) => parseFloat(one.style.left)"


@pytest.fixture
def opened(browser, html):
    """Open a page of the book from the disk; what goes wrong in it fails the test."""
    contexts, problems = [], []

    def heard(told):
        # Of a server, browsers ask for an icon that no page names.
        if told.type == "error" and not told.location.get("url", "").endswith("/favicon.ico"):
            problems.append(f"{told.text} {told.location}")

    def open_page(name, *, address=None, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", heard)
        page.goto(f"{address or html.as_uri()}/notebooks/{name}.html")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == [], "\n".join(problems)


def _time(page, number=0):
    return page.evaluate(f"document.querySelectorAll('.ser-player audio')[{number}].currentTime")


def _runs(page, number=0):
    """Wait until a clip has played for a moment."""
    page.wait_for_function(
        f"document.querySelectorAll('.ser-player audio')[{number}].currentTime > 0.15", timeout=10_000
    )


def _reads(page, word):
    """Wait until the button says so; a browser tells of play and pause a moment after they happen."""
    page.wait_for_function(
        f"document.querySelector('#mfcc-log-mel .ser-follow button').textContent === '{word}'", timeout=5000
    )


@pytest.mark.parametrize(("name", "figure"), PAGES.items())
def test_a_clip_plays_and_both_lines_move(opened, name, figure):
    page = opened(name)
    over = page.locator(f"#{figure} .ser-over .ser-head").first
    wave = page.locator(".ser-player .ser-wave .ser-head").first
    assert over.is_hidden()
    # The first player of the page is that of the figure.
    page.locator(f"#{figure} .ser-follow button").click()
    _runs(page)
    first = _time(page), wave.evaluate(LEFT)
    page.wait_for_timeout(500)
    second = _time(page), wave.evaluate(LEFT)
    assert second[0] > first[0]
    assert second[1] > first[1]
    # The window begins half a second into the clip: from there on the line is over the figure.
    page.wait_for_function("document.querySelector('.ser-player audio').currentTime > 0.7")
    over.wait_for(state="visible", timeout=3000)
    before = over.evaluate(LEFT)
    page.wait_for_timeout(300)
    assert over.evaluate(LEFT) > before


def test_it_plays_from_a_server_too(opened, served):
    page = opened("02_mfcc", address=served)
    page.locator("#mfcc-waveform .ser-follow button").click()
    _runs(page)
    page.locator("#mfcc-waveform .ser-follow input").fill("2.5")
    page.wait_for_function("document.querySelector('.ser-player audio').currentTime >= 2.5")


def test_the_line_lies_where_the_time_is(opened):
    """Half way through the clip the line over the waveform is half way across."""
    page = opened("02_mfcc", color_scheme="dark")
    slider = page.locator("#mfcc-waveform .ser-follow input")
    seconds = float(slider.get_attribute("max"))
    slider.fill(str(round(seconds / 2, 2)))
    page.wait_for_function("document.querySelector('.ser-player audio').currentTime > 1")
    wave = page.locator(".ser-player .ser-wave").first.bounding_box()
    head = page.locator(".ser-player .ser-wave .ser-head").first.bounding_box()
    assert head["x"] + 1 - wave["x"] == pytest.approx(wave["width"] / 2, abs=wave["width"] / 50)
    box, image, line = page.evaluate(
        """() => {
          const figure = document.getElementById('mfcc-waveform');
          const lies = (one) => { const at = one.getBoundingClientRect(); return [at.x, at.y, at.width, at.height]; };
          return [
            JSON.parse(figure.querySelector('.ser-follow').dataset.boxes)[0],
            lies(figure.querySelector('img')),
            lies(figure.querySelector('.ser-head')),
          ];
        }"""
    )
    left, top, width, height, first, last = box
    share = left + (_time(page) - first) / (last - first) * width
    assert line[0] + 1 == pytest.approx(image[0] + share * image[2], abs=2)
    assert line[1] == pytest.approx(image[1] + top * image[3], abs=2)
    assert line[3] == pytest.approx(height * image[3], abs=2)


def test_by_keyboard_alone(opened):
    page = opened("02_mfcc")
    button = page.locator("#mfcc-log-mel .ser-follow button")
    button.focus()
    page.keyboard.press("Enter")
    _runs(page)
    _reads(page, "Pause")
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelector('.ser-player audio').paused")
    _reads(page, "Play")
    page.keyboard.press("Tab")
    slider = page.locator("#mfcc-log-mel .ser-follow input")
    assert slider.evaluate("(one) => one === document.activeElement")
    page.keyboard.press("Home")
    assert _time(page) == 0
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert _time(page) == pytest.approx(0.2, abs=0.01)
    assert slider.get_attribute("aria-valuetext").startswith("0.2 s of ")
    page.locator("audio").first.focus()
    assert page.evaluate("document.activeElement.tagName") == "AUDIO"


def test_one_clip_stops_the_other(opened):
    page = opened("02_mfcc")
    page.evaluate("document.querySelectorAll('.ser-player audio')[0].play()")
    _runs(page, 0)
    page.evaluate("document.querySelectorAll('.ser-player audio')[2].play()")
    _runs(page, 2)
    assert page.evaluate("document.querySelectorAll('.ser-player audio')[0].paused")


def test_with_reduced_motion_the_line_jumps(opened):
    """Frame by frame nothing moves; the line follows the times that the browser tells, four a second."""
    page = opened("02_mfcc", reduced_motion="reduce")
    page.evaluate(
        """() => {
          const head = document.querySelector('.ser-player .ser-wave .ser-head');
          window.places = [];
          new MutationObserver(() => {
            const last = window.places[window.places.length - 1];
            if (head.style.left !== last) { window.places.push(head.style.left); }
          }).observe(head, { attributes: true });
          return document.querySelector('.ser-player audio').play();
        }"""
    )
    page.wait_for_timeout(1600)
    moved = page.evaluate("window.places.length")
    assert 2 <= moved <= 14


def test_without_javascript_a_clip_can_still_be_played(opened):
    page = opened("02_mfcc", java_script_enabled=False)
    assert page.locator(".ser-player audio[controls]").count() > 1
    assert page.locator(".ser-follow").first.is_hidden()
    assert "no line moves" in page.locator("noscript").first.inner_text()


@pytest.mark.parametrize("width", [1280, 360])
def test_no_player_makes_a_page_wider_than_its_screen(opened, width):
    for name in (*PAGES, "05_published_results"):
        page = opened(name, viewport={"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        for box in page.locator(".ser-follow button, .ser-follow input").all():
            assert box.bounding_box()["height"] >= 24


def test_a_page_holds_little_sound_and_made_clips_alone(html):
    import re

    from ser.audio.example import made
    from ser.corpora import demo
    from ser.pages.player import _id, encoded

    known = {f"{_id(example)}.flac": example for example in map(made, _played(html, demo))}
    for folder in sorted((html / "notebooks" / "figures").iterdir()):
        files = sorted(folder.iterdir())
        assert sum(path.stat().st_size for path in files) < 0.8 * MIB, folder.name
        for path in files:
            assert path.read_bytes() == encoded(known[path.name]), f"{path.name} is no clip that we make"
    for page in html.rglob("*.html"):
        assert not re.search(r'src="data:audio', page.read_text(encoding="utf-8")), page.name


def _played(html, demo):
    """The ids of the made clips whose files a book holds."""
    import re

    stems = {path.stem for path in html.rglob("*.flac")}
    assert stems
    told = {f"made-{re.sub(r'[^a-z0-9]+', '-', spec.clip.lower())}": spec.clip for spec in _all(demo)}
    return [told[stem] for stem in sorted(stems)]


def _all(demo):
    """Every clip that can be made: the demo corpus, and RAVDESS in every combination."""
    yield from demo.clips()
    for emotion in range(1, 9):
        for intensity in range(1, 2 if emotion == 1 else 3):
            for statement in (1, 2):
                for take in (1, 2):
                    for actor in range(1, 25):
                        stem = f"03-01-{emotion:02}-{intensity:02}-{statement:02}-{take:02}-{actor:02}"
                        yield demo.parse(f"RAVDESS/{stem}")
