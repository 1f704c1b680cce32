"""Try it, in a real browser: what the page says to a microphone, a file and a clip is what Python says, and all else is words."""

import base64
import contextlib
import json
import re
import struct

import numpy as np
import pytest
import soundfile

from ser.commands import main
from ser.corpora import EMOTIONS
from ser.pages import try_it
from ser.pages.building import chromium

from .conftest import CHROMIUM_OPTIONS, PROFILE, ROOT

PAGE = "notebooks/12_try.html"
MODELS = ROOT / "results" / PROFILE / "models"
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
LONGEST = 200  # milliseconds that the page may be busy without a break
NEAR = 2e-3  # of a probability; the page writes four digits
_SHIFTS = (0, 0.1, 0.25, 0.4)  # seconds: a browser hands over a microphone's sound from some moment on
_ANSWERED = "#ser-try .answer:not([hidden]) .model"
_SETTLED = r"() => !/^$|^The models listen|^Waiting|^Recording\./.test(document.querySelector('#ser-try .status').textContent)"
_WATCH = """
  window.busy = []; window.streams = []; window.addresses = new Set(); window.contexts = [];
  new PerformanceObserver((list) => window.busy.push(...list.getEntries().map((one) => one.duration))).observe({ type: "longtask" });
  const [make, drop] = [URL.createObjectURL, URL.revokeObjectURL];
  URL.createObjectURL = (what) => { const made = make.call(URL, what); window.addresses.add(made); return made; };
  URL.revokeObjectURL = (one) => { window.addresses.delete(one); drop.call(URL, one); };
  const Context = window.AudioContext;
  window.AudioContext = class extends Context { constructor(...given) { super(...given); window.contexts.push(this); } };
  const lend = navigator.mediaDevices && navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  if (lend) navigator.mediaDevices.getUserMedia = async (...asked) => {
    window.asked = asked[0];
    const stream = await lend(...asked);
    window.streams.push(stream);
    return stream;
  };
"""


def says(file, model, capsys):
    """What `ser predict` says of a file: the label, and the probabilities in the order of the labels."""
    assert main(["predict", str(file), "--model", str(MODELS / model), "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["predictions"]
    return one["emotion"], np.array(list(one["probabilities"].values()))


@pytest.fixture(scope="module")
def spoken(request, tmp_path_factory):
    """A clip of which both models are so sure that it may begin a little later, as a 16-bit WAV file at 48 kHz."""
    from ser.audio import load_example, read_window, resample
    from ser.features import MfccSettings, compute
    from ser.training.saved.exported import load_exported

    if not (MODELS / "corrected" / "model.onnx").is_file():
        pytest.skip(f"no exported models in {MODELS}")
    clips = (load_example(name, rate=48_000).samples for name in try_it.CLIPS)
    with contextlib.suppress(pytest.skip.Exception):
        root = request.getfixturevalue("sample_root")
        found = [
            *sorted((root / "TESS").rglob("*.wav"))[::9],
            *sorted((root / "RAVDESS").rglob("*.wav"))[::9],
        ]
        clips = (read_window(path, rate=48_000, offset=0.0, duration=3.4) for path in found)
    models, settings = [load_exported(MODELS / name) for name in try_it.MODELS], MfccSettings()
    for samples in clips:
        loud = np.concatenate([0.5 * samples / np.abs(samples).max(), np.zeros(48_000 * 2)])
        heard = set()
        for shift in _SHIFTS:
            begin = int((shift + settings.offset) * 48_000)
            part = resample(loud[begin : begin + 3 * 48_000].astype(np.float32), 48_000, settings.rate)
            frames = np.zeros((1, settings.frames, settings.coefficients), np.float32)
            found = compute(part, settings)
            frames[0, : len(found)] = found.astype(np.float16)
            heard.add(tuple(int(one.predict(frames, np.array([len(found)])).argmax()) for one in models))
        # Of a sound that they do not know, they say mostly fearful.
        if len(heard) == 1 and EMOTIONS.index("fearful") not in next(iter(heard)):
            path = tmp_path_factory.mktemp("microphone") / "spoken.wav"
            soundfile.write(path, loud, 48_000, subtype="PCM_16")
            return path
    pytest.fail("no clip of which the models are sure")


@pytest.fixture(scope="module")
def carried(html):
    what = json.loads((html / "_static" / "listen" / "what.json").read_text(encoding="utf-8"))
    if not what["runtime"] or not what["front"]:
        pytest.skip("this build carries no runtime or no models: it takes npm and a network")
    return what


@pytest.fixture(scope="module")
def speaking(browser, spoken):
    """A Chromium into whose microphone the clip is spoken."""
    options = [*CHROMIUM_OPTIONS, *MICROPHONE, f"--use-file-for-fake-audio-capture={spoken}"]
    running = browser.browser_type.launch(executable_path=chromium.find(), args=options)
    yield running
    running.close()


@pytest.fixture
def opened(speaking, carried, served):
    """Return a function that opens the page and loads the models; it may ask nobody else for anything, nor complain."""
    contexts, wrong = [], []

    def open_page(*, script="", load=True, name=PAGE, **options):
        context = speaking.new_context(permissions=["microphone"], **options)
        contexts.append(context)
        tab = context.new_page()
        tab.asked = []
        context.on("request", lambda one: tab.asked.append(one.url))
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.add_init_script(_WATCH + script)
        tab.goto(f"{served}/{name}")
        if load:
            tab.click("#ser-try .load button")
            tab.wait_for_selector("#ser-try .ways", timeout=60_000)
        return tab

    yield open_page
    for context in contexts:
        for tab in context.pages:
            strangers = [url for url in tab.asked if not url.startswith((served, "blob:", "data:"))]
            wrong += [f"asked for {url}" for url in strangers]
        context.close()
    assert wrong == []


def status(tab):
    return tab.inner_text("#ser-try .status")


def after(tab, act):
    """Do something, wait until the page has answered or refused, and return what it says."""
    tab.evaluate("document.querySelector('#ser-try .status').textContent = ''")
    act()
    tab.wait_for_function(_SETTLED, timeout=60_000)
    return status(tab)


def answers(tab):
    """The top label and the probabilities of each model in the last take, as the page has them to copy."""
    space = {}
    exec(tab.eval_on_selector("#ser-try textarea", "one => one.value"), space)  # noqa: S102
    last = space["takes"][-1]
    shown = {name: tab.inner_text(f"[data-model={name}] .says strong") for name in try_it.MODELS}
    return {name: (shown[name], np.array(last[name])) for name in try_it.MODELS}


def given(tab, path):
    return after(tab, lambda: tab.set_input_files("#ser-try-file", path))


def agree(tab, file, capsys):
    for model, (label, probabilities) in answers(tab).items():
        expected, numbers = says(file, model, capsys)
        assert np.abs(probabilities - numbers).max() < NEAR
        assert label == expected


def likeness(recording, spoken):
    """The correlation of a recording with what was spoken again and again, where they match best."""
    from ser.audio import resample

    taken, rate = soundfile.read(recording, dtype="float32")
    loop = np.tile(resample(soundfile.read(spoken, dtype="float32")[0], 48_000, rate), 3)
    size = len(loop) + len(taken)
    product = np.fft.irfft(np.fft.rfft(loop, size) * np.conj(np.fft.rfft(taken, size)), size)
    begin = int(product[: len(loop) - len(taken)].argmax())
    return np.corrcoef(taken, loop[begin : begin + len(taken)])[0, 1]


def test_nothing_of_the_models_is_asked_for_before_the_button(opened, carried):
    tab = opened(load=False)
    tab.wait_for_selector("#ser-try .load button")
    assert tab.inner_text("#ser-try .load button") == f"Load the models ({carried['bytes'] / 1e6:.1f} MB)"
    asked = [url.rpartition("/")[2] for url in tab.asked if "/listen/" in url]
    assert asked == ["what.json"]


def test_what_is_spoken_is_heard_as_python_hears_it(opened, spoken, tmp_path, capsys):
    tab = opened()
    told = after(tab, lambda: tab.click("#ser-try button.first"))
    assert told.startswith("Recording 1: the published code says ")
    assert tab.evaluate("window.asked.audio") == {
        "echoCancellation": False,
        "noiseSuppression": False,
        "autoGainControl": False,
    }
    with tab.expect_download() as kept:
        tab.click("#ser-try .save")
    recording = tmp_path / kept.value.suggested_filename
    kept.value.save_as(recording)
    about = soundfile.info(recording)
    assert (recording.name, about.channels) == ("recording-1.wav", 1)
    assert about.duration == pytest.approx(try_it.RECORDED, abs=0.1)
    assert likeness(recording, spoken) > 0.95
    agree(tab, recording, capsys)
    for model, (label, _) in answers(tab).items():
        assert label == says(spoken, model, capsys)[0], f"{model} of what was spoken"
    assert tab.evaluate("streams.flatMap(s => s.getTracks()).map(t => t.readyState)") == ["ended"]
    assert tab.evaluate("contexts.map(one => one.state)") == ["closed"]


def test_the_button_stops_a_recording_early(opened):
    tab = opened()
    tab.focus("#ser-try button.first")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#ser-try .meters:not([hidden])")
    tab.wait_for_function("parseFloat(document.querySelector('#ser-try .meters .time').textContent) > 1.2")
    assert tab.inner_text("#ser-try button.first") == "Stop"
    assert float(tab.get_attribute("#ser-try .level", "aria-valuenow")) >= 0
    assert after(tab, lambda: tab.keyboard.press("Enter")).startswith("Recording 1: ")
    assert tab.evaluate("document.activeElement.textContent") == "Record"


def test_a_file_is_heard_as_python_hears_it(opened, spoken, tmp_path, capsys):
    tab = opened()
    samples, rate = soundfile.read(spoken)
    eight, many = tmp_path / "eight.wav", tmp_path / "six-channels.wav"
    soundfile.write(eight, samples[::6], rate // 6)
    soundfile.write(many, np.stack([samples * (1 - one / 8) for one in range(6)], axis=1), rate)
    for file in (spoken, eight, many):
        assert given(tab, file).startswith(f"{file.name}: ")
        agree(tab, file, capsys)
    assert not tab.is_visible("#ser-try .save")


def test_a_made_clip_is_heard_as_python_hears_it(opened, html, capsys):
    tab = opened()
    source = json.loads(tab.inner_text("#ser-try-data"))["clips"][4]["source"]
    tab.select_option("#ser-try-clip", "4")
    assert after(tab, lambda: tab.click("text=Ask about this clip")).startswith("Angry: ")
    agree(tab, html / "notebooks" / source, capsys)
    assert tab.eval_on_selector("#ser-try .takes select", "one => one.value") == "angry"


def test_an_hour_is_heard_without_a_freeze(opened, tmp_path, capsys):
    tab = opened()
    hour = tmp_path / "hour.wav"
    data = np.random.default_rng(0).integers(64, 192, 3600 * 8000, dtype=np.uint8)
    soundfile.write(hour, (data.astype(np.int16) - 128) << 8, 8000, subtype="PCM_U8")
    assert given(tab, hour).startswith("hour.wav: ")
    agree(tab, hour, capsys)


def _video():
    return struct.pack(">I", 24) + b"ftypisom" + bytes(12) + struct.pack(">I", 5000) + b"mdat" + bytes(4992)


BAD = {
    "silence.wav": (np.zeros(48_000), "silent"),
    "short.wav": (np.full(4_800, 0.1), "too short"),
    "empty.wav": (b"", "empty file"),
    "paper.pdf": (b"%PDF-1.7\n" + bytes(3000), "not audio"),
    "film.mp4": (_video(), "not audio"),
    "cut.wav": (None, "cut short"),
}


def test_bad_input_is_told_in_a_sentence_and_the_next_sound_is_heard(opened, spoken, tmp_path):
    tab = opened()
    given(tab, spoken)
    for name, (content, word) in BAD.items():
        path = tmp_path / name
        if isinstance(content, np.ndarray):
            soundfile.write(path, content, 48_000)
        else:
            path.write_bytes(spoken.read_bytes()[:20_000] if content is None else content)
        told = given(tab, path)
        assert name in told and word in told, told
        assert told.endswith(".") and "Error" not in told, told
        assert tab.get_attribute("#ser-try .status", "class") == "status refused"
        assert not tab.is_visible("#ser-try .answer")
    assert "says" in given(tab, spoken)
    assert tab.is_visible("#ser-try .answer")


def test_a_file_may_be_dropped_anywhere_on_the_tool(opened, spoken):
    tab = opened()
    held = tab.evaluate_handle(
        """(text) => {
          const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0)), held = new DataTransfer();
          for (const name of ["dropped.wav", "other.wav"]) held.items.add(new File([bytes], name));
          return held;
        }""",
        base64.b64encode(spoken.read_bytes()).decode("ascii"),
    )
    told = after(tab, lambda: tab.dispatch_event("#ser-try .ways", "drop", {"dataTransfer": held}))
    assert told.startswith("dropped.wav: ") and told.endswith("Of 2 files the first was taken.")


REFUSALS = {
    "NotAllowedError": "did not let this page use the microphone",
    "NotFoundError": "No microphone was found",
    "NotReadableError": "another program",
}


@pytest.mark.parametrize("name", REFUSALS)
def test_no_microphone_is_told_in_a_sentence(opened, name):
    tab = opened(
        script=f"navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{name}'); }};"
    )
    assert REFUSALS[name] in after(tab, lambda: tab.click("#ser-try button.first"))
    assert tab.inner_text("#ser-try button.first") == "Record"


def test_a_browser_that_cannot_record_says_so_and_takes_files(opened, spoken):
    tab = opened(script="Object.defineProperty(navigator, 'mediaDevices', { value: undefined });")
    assert tab.is_disabled("#ser-try button.first")
    assert "Recording is off" in tab.inner_text("#ser-try .ways")
    assert "says" in given(tab, spoken)


def test_a_hidden_tab_stops_the_recording(opened):
    tab = opened()
    tab.click("#ser-try button.first")
    tab.wait_for_selector("#ser-try .meters:not([hidden])")
    hide = "Object.defineProperty(document, 'hidden', { value: true }); document.dispatchEvent(new Event('visibilitychange'))"
    assert "thrown away because this tab was hidden" in after(tab, lambda: tab.evaluate(hide))
    assert tab.evaluate("streams.flatMap(s => s.getTracks()).map(t => t.readyState)") == ["ended"]
    assert tab.evaluate("contexts.map(one => one.state)") == ["closed"]
    assert not tab.is_visible("#ser-try .answer")


def test_twenty_clips_in_a_row_leave_nothing_behind(opened, spoken):
    tab = opened()
    session = tab.context.new_cdp_session(tab)

    def held():
        session.send("HeapProfiler.collectGarbage")
        heap = session.send("Runtime.getHeapUsage")["usedSize"]
        return heap, tab.evaluate("addresses.size"), len(tab.workers), tab.locator("#ser-try *").count()

    for _ in range(13):  # until the table of takes is full
        given(tab, spoken)
    before = held()
    for _ in range(20):
        given(tab, spoken)
    after = held()
    assert after[1:] == before[1:]
    assert after[1] <= 2 and after[2] == 1
    assert after[0] < before[0] + 2e6


def test_changes_are_answered_and_heard_and_stand_in_the_table(opened, spoken):
    tab = opened()
    given(tab, spoken)
    whole = float(tab.get_attribute("#ser-try .player input", "max"))
    first = answers(tab)
    tab.check("#ser-try input[value='cut:1']")
    tab.wait_for_function(
        "document.querySelector('#ser-try .status').textContent.includes('only the first 1 s')"
    )
    assert float(tab.get_attribute("#ser-try .player input", "max")) == pytest.approx(1, abs=0.01) != whole
    assert tab.locator("#ser-try .tried tbody tr").count() == 2
    tab.click("text=Try every one of them")
    tab.wait_for_function(
        "document.querySelectorAll('#ser-try .tried tbody tr').length === 10", timeout=60_000
    )
    tab.check("#ser-try input[name=ser-try-change][value='']")
    tab.wait_for_function("document.querySelector('#ser-try .status').textContent.includes('as it is')")
    assert {name: tab.inner_text(f"[data-model={name}] .says strong") for name in first} == {
        name: label for name, (label, _) in first.items()
    }
    assert float(tab.get_attribute("#ser-try .player input", "max")) == whole


def test_the_line_goes_with_the_sound(opened, spoken):
    tab = opened()
    given(tab, spoken)
    tab.click("#ser-try .player button")
    tab.wait_for_function("document.querySelector('#ser-try audio').currentTime > 0.3")
    first = tab.eval_on_selector("#ser-try .head", "one => parseFloat(one.style.left)")
    tab.wait_for_function("document.querySelector('#ser-try audio').currentTime > 0.8")
    assert tab.eval_on_selector("#ser-try .head", "one => parseFloat(one.style.left)") > first
    tab.click("#ser-try .player button")
    tab.wait_for_function("document.querySelector('#ser-try .player button').textContent === 'Play'")


def test_with_reduced_motion_the_line_steps(opened, spoken):
    tab = opened(reduced_motion="reduce")
    given(tab, spoken)
    tab.evaluate(
        """() => {
          const head = document.querySelector('#ser-try .head');
          window.places = new Set();
          new MutationObserver(() => window.places.add(head.style.left)).observe(head, { attributes: true });
          document.querySelector('#ser-try .player button').click();
        }"""
    )
    tab.wait_for_function("document.querySelector('#ser-try audio').currentTime > 1.2")
    assert 2 <= tab.evaluate("places.size") <= 14


def test_the_page_is_never_busy_for_long(opened, spoken):
    """Once more where the machine was: a page that is to blame fails twice."""
    tab = opened()
    for _ in range(2):
        tab.evaluate("busy.length = 0")
        after(tab, lambda: tab.click("#ser-try button.first"))
        given(tab, spoken)
        tab.click("text=Try every one of them")
        tab.wait_for_function(
            "document.querySelectorAll('#ser-try .tried tbody tr').length === 10", timeout=60_000
        )
        longest = tab.evaluate("Math.max(0, ...busy)")
        if longest <= LONGEST:
            return
    pytest.fail(f"the page was busy for {longest:.0f} ms; expected {LONGEST} at most")


@pytest.mark.parametrize(
    ("width", "colours"), [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]
)
def test_an_answer_is_legible_to_everybody(opened, spoken, width, colours):
    from axe_playwright_python.sync_playwright import Axe

    from .test_looks import _RULES, _told

    tab = opened(viewport={"width": width, "height": 740}, color_scheme=colours, reduced_motion="reduce")
    given(tab, spoken)
    tab.check("#ser-try input[value='noise:0']")
    tab.wait_for_function("document.querySelectorAll('#ser-try .tried tbody tr').length === 2")
    tab.click("#ser-try summary")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    small = tab.eval_on_selector_all(
        "#ser-try :is(select, button, summary, fieldset label, .save, input[type=file], input[type=range])",
        "found => found.filter(one => one.offsetParent && one.getBoundingClientRect().height < 24).map(one => one.outerHTML)",
    )
    assert small == []
    found = Axe().run(tab, options=_RULES).response["violations"]
    assert [_told(rule, node) for rule in found for node in rule["nodes"]] == []


def test_by_keyboard_alone(opened):
    tab = opened(load=False)
    tab.focus("#ser-try .load button")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#ser-try .ways", timeout=60_000)
    assert tab.evaluate("document.activeElement.textContent") == "Record"
    for expected in ("ser-try-file", "ser-try-clip"):
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.id") == expected
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Tab")
    assert after(tab, lambda: tab.keyboard.press("Enter")).startswith("Calm: ")
    assert tab.evaluate("document.activeElement.textContent") == "Ask about this clip"
    outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


ABSENT = {
    "Worker": ("delete window.Worker;", "no web workers"),
    "WebAssembly": ("delete window.WebAssembly;", "no WebAssembly"),
}


@pytest.mark.parametrize("what", ABSENT)
def test_a_browser_without_the_means_says_so(opened, what):
    script, word = ABSENT[what]
    tab = opened(load=False, script=script)
    tab.wait_for_function(_SETTLED)
    assert word in status(tab)
    assert tab.locator("#ser-try button").count() == 0


def test_from_disk_it_says_how_to_open_it(browser, html):
    with contextlib.closing(browser.new_context()) as context:
        tab = context.new_page()
        tab.goto(f"{html.as_uri()}/{PAGE}")
        assert "make serve" in status(tab)
        assert tab.locator("#ser-try button").count() == 0


@pytest.mark.parametrize(
    ("what", "word"),
    [
        ({"front": None, "runtime": None, "bytes": 0}, "carries no models"),
        ({"front": {}, "runtime": None, "bytes": 1}, "not what runs them in a browser"),
        (None, "could not be read"),
    ],
)
def test_a_build_that_lacks_something_says_so(browser, served, what, word):
    with contextlib.closing(browser.new_context()) as context:
        tab = context.new_page()
        answer = {"status": 404} if what is None else {"json": what}
        tab.route("**/what.json", lambda route: route.fulfill(**answer))
        tab.goto(f"{served}/{PAGE}")
        tab.wait_for_function(_SETTLED)
        assert word in status(tab)
        assert tab.locator("#ser-try button").count() == 0


def test_without_javascript_a_sentence_stands_there(browser, served):
    with contextlib.closing(browser.new_context(java_script_enabled=False)) as context:
        tab = context.new_page()
        tab.goto(f"{served}/{PAGE}")
        assert "JavaScript, which is off or missing" in tab.inner_text("#ser-try")
        assert re.search(
            r"\d\.\d% \(", tab.inner_text("main")
        )  # what they are worth stands there all the same
