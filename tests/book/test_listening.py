"""What the page hears is what Python hears: clips of every kind through the worker, in a real browser."""

import io
import json
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser.audio import read_window
from ser.errors import SerError
from ser.features import MfccSettings, compute
from ser.pages.building import in_the_page
from ser.training.saved.exported import load_exported

from .conftest import serving

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "book" / "_static" / "listen"
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>t</title><link rel="icon" href="data:,">'
    '<script src="_static/listen/listen.js"></script></head><body><input type="file"></body></html>'
)
HEAR = """async change => {
  try {
    const heard = await listener.hear(document.querySelector("input").files[0], change);
    heard.samples = Array.from(heard.samples);
    heard.mfcc.values = Array.from(heard.mfcc.values);
    return heard;
  } catch (error) { return {why: error.message}; }
}"""
NO_RUNTIME = "the runtime could not be fetched: no network or no npm"
SETTINGS = MfccSettings()
RATES = (*in_the_page.RATES, SETTINGS.rate)
KINDS = (
    *(("WAV", kind) for kind in ("PCM_16", "PCM_24", "PCM_32", "PCM_U8", "FLOAT", "DOUBLE", "ALAW", "ULAW")),
    *(("WAVEX", kind) for kind in ("PCM_16", "PCM_24", "FLOAT")),
    *(("AIFF", kind) for kind in ("PCM_16", "PCM_24", "PCM_32", "PCM_S8", "FLOAT", "DOUBLE", "ULAW", "ALAW")),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A page with the scripts that listen, the committed models and the runtime; gives its folder."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(STATIC, folder / in_the_page.PLACE)
    in_the_page.carry("full", folder, root=ROOT)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    if json.loads((folder / in_the_page.PLACE / "what.json").read_text())["runtime"] is None:
        pytest.skip(NO_RUNTIME)
    return folder


@pytest.fixture(scope="module")
def at(site):
    """The address of that page on a server of this machine."""
    with serving(site) as address:
        yield address


@pytest.fixture(scope="module")
def asked(browser, at):
    """A tab whose models are loaded, and the addresses that it asked for: (tab, list)."""
    context, addresses = browser.new_context(), []
    tab = context.new_page()
    context.on("request", lambda request: addresses.append(request.url))
    tab.on("console", lambda message: pytest.fail(message.text) if message.type == "error" else None)
    tab.goto(f"{at}/index.html")
    tab.evaluate("window.listener = SerListen.open('_static/listen/')")
    yield tab, addresses
    context.close()


@pytest.fixture(scope="module")
def hear(asked):
    """Return a function that gives the page a file, as a path or as name and bytes, and returns what it says."""
    tab, _ = asked

    def give(file, content=None, change=None):
        given = file if content is None else {"name": file, "mimeType": "", "buffer": content}
        tab.set_input_files("input", given)
        return tab.evaluate(HEAR, change)

    return give


@pytest.fixture(scope="module")
def models():
    return {name: load_exported(ROOT / "results" / "full" / "models" / name) for name in in_the_page.MODELS}


@pytest.fixture(scope="module")
def agrees(models):
    """Return a function that holds what the page heard in a clip to what Python hears in its file."""

    def check(heard, path):
        assert "why" not in heard, f"{path.name}: {heard.get('why')}"
        samples = read_window(path, offset=SETTINGS.offset, duration=SETTINGS.duration)
        assert len(heard["samples"]) == len(samples), path.name
        np.testing.assert_allclose(heard["samples"], samples, atol=1e-5, err_msg=path.name)
        expected = compute(samples, SETTINGS)
        found = np.reshape(heard["mfcc"]["values"], (heard["mfcc"]["frames"], -1))
        assert found.shape == expected.shape, path.name
        apart = float(np.abs(found - expected).max())
        assert apart < 1e-2, f"{path.name}: MFCC differ by {apart:.4f}"
        frames = np.zeros((1, SETTINGS.frames, SETTINGS.coefficients), np.float32)
        frames[0, : len(expected)] = expected.astype(np.float16)
        for name, model in models.items():
            probabilities, attention = model.attend(frames, np.array([len(expected)]))
            said = heard["models"][name]
            np.testing.assert_allclose(said["probabilities"], probabilities[0], atol=1e-3, err_msg=path.name)
            np.testing.assert_allclose(said["attention"], attention[0], atol=1e-3, err_msg=path.name)
            assert np.argmax(said["probabilities"]) == probabilities[0].argmax(), path.name

    return check


@pytest.fixture
def clip(made_clip, tmp_path):
    """Return a function that writes a made clip and returns its path."""

    def make(*arguments, name="clip.wav", **options):
        path = tmp_path / name
        path.write_bytes(made_clip(*arguments, **options))
        return path

    return make


@pytest.mark.parametrize("rate", RATES)
def test_made_clips_at_every_rate_are_heard_as_in_python(clip, hear, agrees, rate):
    # Ends that fall everywhere between two samples of 22,050 Hz, and windows that end before the clip does.
    for seed, seconds in enumerate((0.513, 1.2 + 7 / rate, 2.0 + 12 / rate, 4.1)):
        path = clip(
            seconds, rate=rate, channels=1 + seed % 2, form=("WAV", "AIFF")[seed // 2], seed=seed + rate
        )
        agrees(hear(path), path)


@pytest.mark.parametrize("rate", [7_350, 37_000, 97_656, 384_000])
def test_a_rate_without_a_table_is_heard_nearly_so(clip, hear, models, rate):
    path = clip(2.1, rate=rate, seed=rate)
    expected = compute(read_window(path, offset=SETTINGS.offset, duration=SETTINGS.duration), SETTINGS)
    heard = hear(path)
    found = np.reshape(heard["mfcc"]["values"], expected.shape)
    # The first frame is apart from the others: soxr begins in its own way at each rate.
    assert np.abs(found - expected)[3:].max() < 0.2
    frames = np.zeros((1, SETTINGS.frames, SETTINGS.coefficients), np.float32)
    frames[0, : len(expected)] = expected
    for name, model in models.items():
        probabilities = model.predict(frames, np.array([len(expected)]))[0]
        np.testing.assert_allclose(heard["models"][name]["probabilities"], probabilities, atol=0.02)


@pytest.mark.parametrize(("rate", "count"), [(48_000, 136_160), (48_000, 20_000), (12_000, 29_160)])
def test_half_a_sample_over_is_rounded_as_soxr_rounds_it(tmp_path, hear, agrees, rate, count):
    assert count * 22_050 / rate % 1 == 0.5
    path = tmp_path / "loud.wav"
    sound = np.sin(np.arange(rate // 2 + count) * 0.7) * 0.4 + 0.2
    soundfile.write(path, sound, rate, format="WAV", subtype="PCM_16")
    agrees(hear(path), path)


@pytest.mark.parametrize(("form", "subtype"), KINDS, ids=str)
def test_every_way_to_write_a_sample_is_read(clip, hear, agrees, form, subtype):
    path = clip(1.4, rate=16_000, channels=3, form=form, subtype=subtype, seed=2)
    agrees(hear(path), path)


def test_real_clips_are_heard_as_in_python(sample_root, hear, agrees):
    for corpus in ("RAVDESS", "TESS"):
        paths = sorted((sample_root / corpus).rglob("*.wav"))
        for path in paths[:: max(1, len(paths) // 30)][:30]:
            agrees(hear(path), path)


def test_surround_sound_odd_chunks_and_foreign_byte_orders(clip, made_clip, hear, agrees, tmp_path):
    six = clip(1.5, rate=48_000, channels=6, form="WAVEX", name="six.wav")
    agrees(hear(six), six)
    whole = made_clip(1.2, rate=16_000)
    odd = tmp_path / "odd.wav"
    odd.write_bytes(whole[:12] + b"junk" + struct.pack("<I", 5) + b"hello\0" + whole[12:])
    agrees(hear(odd), odd)
    buffer = io.BytesIO()
    samples, rate = soundfile.read(io.BytesIO(whole))
    soundfile.write(buffer, samples, rate, format="WAV", subtype="PCM_16", endian="BIG")
    big = tmp_path / "big.wav"
    big.write_bytes(buffer.getvalue())
    assert big.read_bytes()[:4] == b"RIFX"
    agrees(hear(big), big)
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, format="AIFF", subtype="PCM_16", endian="LITTLE")
    sowt = tmp_path / "sowt.wav"
    sowt.write_bytes(buffer.getvalue())
    assert b"sowt" in sowt.read_bytes()[:64]
    agrees(hear(sowt), sowt)


def test_what_the_browser_decodes_is_heard_as_in_python(clip, hear, agrees):
    path = clip(2.2, rate=44_100, channels=2, form="FLAC", name="clip.flac")
    agrees(hear(path), path)


@pytest.mark.parametrize(("form", "subtype"), [("OGG", "VORBIS"), ("MP3", "MPEG_LAYER_III")])
def test_what_is_compressed_with_loss_is_heard_too(clip, hear, models, form, subtype):
    path = clip(2.4, rate=44_100, form=form, subtype=subtype, name=f"clip.{form.lower()}")
    heard = hear(path)
    assert heard["rate"] == 44_100 and heard["seconds"] == pytest.approx(2.4, abs=0.1)
    expected = compute(read_window(path, offset=SETTINGS.offset, duration=SETTINGS.duration), SETTINGS)
    found = np.reshape(heard["mfcc"]["values"], (heard["mfcc"]["frames"], -1))
    both = min(len(found), len(expected))
    # Another decoder, which may begin a little earlier or later.
    assert np.corrcoef(found[:both].ravel(), expected[:both].ravel())[0, 1] > 0.99


def _tag(size):
    """An ID3 tag of so many bytes with a picture in it, as players write it before an MP3."""
    length, picture = size - 10, (size - 20).to_bytes(4, "big")
    told = bytes((length >> shift) & 127 for shift in (21, 14, 7, 0))
    # The bytes of the picture begin like frames of MP3.
    return b"ID3\3\0\0" + told + b"APIC" + picture + b"\0\0" + b"\xff\xfb" * ((size - 20) // 2)


@pytest.mark.parametrize("sizes", [(300,), (70_000,), (2_000_000,), (300, 2_000_000)], ids=str)
def test_a_picture_before_an_mp3_is_passed_over(clip, hear, models, sizes):
    path = clip(2.4, rate=44_100, form="MP3", subtype="MPEG_LAYER_III", name="clip.mp3")
    tagged = b"".join(map(_tag, sizes)) + path.read_bytes()
    assert len(_tag(sizes[0])) == sizes[0]
    assert hear("tagged.mp3", tagged)["models"] == hear(path)["models"]


def test_a_tag_that_never_ends_is_refused(hear):
    said = hear("tag.mp3", _tag(2_000_000)[:5_000])
    assert said["why"].startswith("tag.mp3: not audio that this browser can decode")


def test_numbers_are_heard_like_the_file_that_holds_them(clip, hear, asked):
    path = clip(1.7, rate=48_000, subtype="FLOAT")
    samples, rate = soundfile.read(path, dtype="float32")
    said = asked[0].evaluate(
        "async ([values, rate]) => (await listener.hear({channels: [Float32Array.from(values)], rate})).models",
        [samples.tolist(), rate],
    )
    assert said == hear(path)["models"]


def test_an_hour_is_not_read_whole(clip, hear, agrees, asked, made_clip, tmp_path):
    path, begun = tmp_path / "hour.wav", made_clip(4.0, rate=8_000)
    size = 2 * 8_000 * 3_600
    with path.open("wb") as file:
        file.write(
            begun[:4] + struct.pack("<I", size + 36) + begun[8:40] + struct.pack("<I", size) + begun[44:]
        )
        file.truncate(44 + size)
    hear(clip())  # so that there is a worker
    worker = asked[0].workers[0]
    worker.evaluate("""() => {
      self.most = 0;
      const read = Blob.prototype.arrayBuffer;
      Blob.prototype.arrayBuffer = function () { self.most = Math.max(self.most, this.size); return read.call(this); };
    }""")
    heard = hear(path)
    agrees(heard, path)
    assert heard["seconds"] == 3_600 and heard["window"] == {"from": 0.5, "to": 3.5}
    assert 0 < worker.evaluate("self.most") < 100_000


def _float_wav(value):
    buffer = io.BytesIO()
    samples = np.full(16_000, 0.1, np.float32)
    samples[12_000] = value
    soundfile.write(buffer, samples, 16_000, format="WAV", subtype="FLOAT")
    return buffer.getvalue()


def _wav(samples, rate):
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, format="WAV", subtype="PCM_16")
    return buffer.getvalue()


REFUSED = {
    "empty": (b"", "empty file"),
    "text": (b"Dogs are sitting by the door.\n" * 9, "not audio"),
    "pdf": (b"%PDF-1.7\n" + b"x" * 900, "not audio (a PDF)"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"x" * 900, "not audio (a picture)"),
    "film": (b"RIFF\xff\0\0\0AVI LIST" + b"x" * 900, "not audio (a video)"),
    "film on a disc": (b"\0\0\1\xba" + b"x" * 900, "not audio (a video)"),
    "film on the air": ((b"G" + bytes(187)) * 9, "not audio (a video)"),
    "amr": (b"#!AMR\n" + b"x" * 900, "amr.wav: AMR, which this browser cannot decode; save it as PCM WAV"),
    "wma": (bytes.fromhex("3026b2758e66cf11") + b"x" * 900, "wma.wav: WMA or WMV, which this browser"),
    "silent": (_wav(np.zeros(32_000), 16_000), "silent"),
    "short": (_wav(np.full(6_400, 0.1), 16_000), "too short, received 0.40 s, expected more than 0.5 s"),
    "slow": (_wav(np.full(6_400, 0.1), 500), "a sample rate of 500 Hz"),
    "nothing": (_wav(np.zeros(0), 16_000), "no samples"),
    "cut": (
        _wav(np.full(32_000, 0.1), 16_000)[:-2_000],
        "cut short, header promises 64000 bytes, received 62000",
    ),
    "not a number": (_float_wav(np.nan), "not finite"),
    "infinite": (_float_wav(-np.inf), "not finite"),
    "too loud": (_float_wav(30_000), "samples of up to 3.00e+4"),
    "half a header": (b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0", "header breaks off"),
    "half a film": (b"\x1a\x45\xdf\xa3" + b"x" * 900, "not audio that this browser can decode"),
}


# What Python reads and this browser does not.
CODINGS = (
    *(("WAV", coding) for coding in ("MS_ADPCM", "IMA_ADPCM")),
    *((form, "PCM_16") for form in ("AU", "CAF", "W64")),
)


@pytest.mark.parametrize(("form", "subtype"), CODINGS)
def test_sound_that_a_browser_does_not_know_is_named(clip, hear, form, subtype):
    path = clip(2.0, rate=16_000, form=form, subtype=subtype)
    named = {"W64": "Wave64", "WAV": "WAV in " + subtype.replace("_", " ")}
    kind = named.get(form, form)
    assert hear(path)["why"] == f"clip.wav: {kind}, which this browser cannot decode; save it as PCM WAV."
    assert len(read_window(path)) >= 44_100


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_heard_is_refused_in_a_sentence_by_both(hear, tmp_path, case):
    content, words = REFUSED[case]
    said = hear(f"{case}.wav", content).get("why", "heard")
    assert words in said
    assert said.startswith(f"{case}.wav: ") and said.endswith(".") and "\n" not in said
    (tmp_path / f"{case}.wav").write_bytes(content)
    with pytest.raises(SerError):
        read_window(tmp_path / f"{case}.wav", offset=SETTINGS.offset, duration=SETTINGS.duration)


def test_after_a_refusal_the_next_clip_is_heard(clip, hear, agrees):
    assert "why" in hear("a.txt", b"text")
    path = clip(1.0)
    agrees(hear(path), path)


def test_a_clip_can_be_cut_slowed_and_drowned_in_noise(clip, hear):
    path = clip(3.2, rate=22_050, seed=4)
    whole = np.array(hear(path)["samples"])
    cut = hear(path, change={"cut": 0.8})
    assert (
        len(cut["samples"]) == round(0.8 * 22_050) and cut["mfcc"]["frames"] == 1 + len(cut["samples"]) // 512
    )
    assert cut["samples"] == whole[: len(cut["samples"])].tolist()
    slow = np.array(hear(path, change={"cut": 1.6, "slow": 1.5})["samples"])
    assert len(slow) == pytest.approx(1.5 * 1.6 * 22_050, abs=2)
    peaks = [np.abs(np.fft.rfft(one[:32_768]))[300:900].argmax() for one in (whole, slow)]
    assert abs(peaks[0] - peaks[1]) < 60, "the pitch went down with the speed"
    assert len(hear(path, change={"slow": 2})["samples"]) <= 3 * 22_050
    once, again, other = (
        np.array(hear(path, change={"noise": 6, "seed": seed})["samples"]) for seed in (1, 1, 2)
    )
    assert (once == again).all() and (once != other).any()
    ratio = 10 * np.log10((whole**2).sum() / ((once - whole) ** 2).sum())
    assert ratio == pytest.approx(6, abs=0.2)


def test_twenty_clips_in_a_row_take_no_more_memory_than_the_first_few(clip, hear, asked):
    paths = [clip(0.6 + 0.13 * place, rate=48_000, name=f"{place}.wav", seed=place) for place in range(20)]
    for path in (paths[-1], paths[0], paths[-1]):
        hear(path)
    worker = asked[0].workers[0]
    worker.evaluate("""() => {
      self.grown = 0;
      const grow = WebAssembly.Memory.prototype.grow;
      WebAssembly.Memory.prototype.grow = function (pages) { self.grown += pages; return grow.call(this, pages); };
    }""")
    for path in paths:
        assert "models" in hear(path)
    assert worker.evaluate("self.grown") == 0


def test_the_axis_of_the_attention_is_told(clip, hear):
    said = hear(clip(2.0))["models"]
    assert said["published"]["axis"] == {"kind": "coefficients"} and len(said["published"]["attention"]) == 3
    axis, weights = said["corrected"]["axis"], said["corrected"]["attention"]
    assert axis["kind"] == "frames" and len(weights) * axis["seconds"] == pytest.approx(3, abs=0.1)
    assert sum(weights) == pytest.approx(1, abs=1e-3)
    assert max(weights[int(1.5 / axis["seconds"]) + 2 :]) < 1e-6, "attention where there is no sound"


def test_everything_comes_from_the_page_s_own_server(asked, at, clip, hear):
    hear(clip())
    names = {address.rpartition("/")[2] for address in asked[1]}
    assert {"worker.js", "what.json", "mfcc.onnx", "published.onnx"} <= names, "the worker is watched too"
    outside = [one for one in asked[1] if not one.startswith((at, "blob:", "data:"))]
    assert outside == []


def test_nothing_is_fetched_before_it_is_asked_for(browser, at):
    context, addresses = browser.new_context(), []
    tab = context.new_page()
    context.on("request", lambda request: addresses.append(request.url))
    tab.goto(f"{at}/index.html")
    tab.evaluate("window.listener = SerListen.open('_static/listen/')")
    assert tab.workers == [] and not [one for one in addresses if "listen/" in one and "listen.js" not in one]
    shares = tab.evaluate("""async () => {
      const told = [];
      const ready = await listener.load((loaded, total) => told.push(loaded / total));
      return {told, ready};
    }""")
    assert shares["told"][0] == 0 and shares["told"][-1] == 1 and sorted(shares["told"]) == shares["told"]
    sizes = sum(path.stat().st_size for path in STATIC.iterdir())
    assert shares["ready"]["megabytes"] > 10 and sizes < 100_000
    tab.evaluate("listener.close()")
    assert "closed" in tab.evaluate("listener.load().catch(error => error.message)")
    context.close()


def test_from_a_file_it_says_why_it_cannot(browser, site):
    tab = browser.new_page()
    tab.goto((site / "index.html").as_uri())
    said = tab.evaluate("SerListen.open('_static/listen/').load().catch(error => error.message)")
    assert "opened from a file" in said and said.endswith(".")
    assert tab.workers == []
    tab.close()


@pytest.mark.parametrize(("part", "words"), [("runtime", "built without what runs"), ("front", "no models")])
def test_a_book_without_runtime_or_models_says_so(browser, at, part, words):
    tab = browser.new_page()

    def without(route):
        what = route.fetch().json()
        route.fulfill(json=what | {part: None})

    tab.context.route("**/what.json", without)
    tab.goto(f"{at}/index.html")
    said = tab.evaluate("SerListen.open('_static/listen/').load().catch(error => error.message)")
    assert words in said and said.startswith("The models could not be loaded: ")
    tab.context.unroute("**/what.json")
    tab.close()


def test_other_pages_do_not_load_it(html):
    assert (html / in_the_page.PLACE / "what.json").is_file()
    for page in sorted(html.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        for script in ("worker.js", "decode.js", "resample.js", "change.js", "ort.wasm.min.js"):
            assert f"listen/{script}" not in text, page
