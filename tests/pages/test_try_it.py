"""Try it: what the page embeds is what the results say, and nothing of it is a recording that must not be passed on."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from made_runs import ANGRY, HAPPY, clips_of, leave, record, write

from ser.audio import load_example
from ser.corpora import EMOTIONS
from ser.experiments.record import Predictions
from ser.features import MfccSettings
from ser.pages import player, try_it
from ser.pages.banner import BANNER
from ser.results import load_results

ROOT = Path(__file__).parents[2]
CLIPS = clips_of(range(1, 25))
RUNS = {
    "all/random/published/f0-s0": 0.9,
    "RAVDESS/random/corrected/f0-s0": 0.7,
    "RAVDESS/speaker/corrected/f0-s0": 0.4,
}


@pytest.fixture
def found(tmp_path):
    for run, share in RUNS.items():
        leave(tmp_path, run, np.arange(len(CLIPS)) % 10 < 10 * share, CLIPS)
    return try_it.accuracies(load_results(tmp_path))


@pytest.fixture(scope="module")
def clips():
    return [load_example(name) for name in try_it.CLIPS[:2]]


def test_each_model_has_the_tests_that_were_run_and_those_that_were_not(found):
    assert list(found.index.unique("model")) == list(try_it.MODELS)
    assert len(found) == len(try_it.MODELS) * len(try_it.PLACES)
    assert found.loc[("corrected", "RAVDESS", "speaker"), "accuracy"] == pytest.approx(0.4, abs=0.02)
    assert found.loc[("published", "all", "random"), "clips"] == 96
    assert np.isnan(found.loc[("published", "RAVDESS", "speaker"), "accuracy"])
    shown = try_it.table(found)
    assert shown["trained and tested on"].iloc[2] == "RAVDESS, unseen speakers"
    assert shown["accuracy"].isna().sum() == len(found) - len(RUNS)


def test_without_any_run_the_page_says_so(clips):
    data = try_it.held(try_it.accuracies([]), clips, demo=False)
    assert {one["value"] for model in data["models"] for one in model["worth"]} == {"not run"}
    assert data["chance"] == ""


def test_what_the_script_reads_is_what_the_results_say(found, clips):
    data = try_it.held(found, clips, demo=False)
    assert json.loads(json.dumps(data, allow_nan=False))["labels"] == list(EMOTIONS)
    assert (data["demo"], data["chance"]) == ("", "50.0%")
    corrected = next(one for one in data["models"] if one["name"] == "corrected")
    worth = {one["where"]: one for one in corrected["worth"]}
    row = found.loc[("corrected", "RAVDESS", "speaker")]
    assert worth["RAVDESS, unseen speakers"]["value"] == f"{row['accuracy']:.1%}"
    assert worth["RAVDESS, unseen speakers"]["limits"].startswith(f"{row['accuracy_low']:.1%}")
    assert worth["all corpora, random clips"]["value"] == "not run"
    settings = MfccSettings()
    assert (data["offset"], data["duration"], data["hop"]) == (
        settings.offset,
        settings.duration,
        settings.hop,
    )
    assert data["offset"] + data["duration"] <= data["recorded"]


def test_on_the_demo_corpus_it_says_so(found, clips):
    assert try_it.held(found, clips, demo=True)["demo"] == BANNER


def test_the_data_cannot_end_their_element(found, clips):
    data = try_it.held(found, clips, demo=False) | {"caution": "</script><b>"}
    text = try_it.try_html(data)
    assert text.count("</script>") == 1
    told = text.partition('id="ser-try-data">')[2].removesuffix("</script>")
    assert json.loads(told)["caution"] == "</script><b>"
    assert try_it.WITHOUT_SCRIPT in text.partition("<script")[0]


def test_made_clips_are_of_every_emotion_and_said_to_be_made(found):
    every = [load_example(name) for name in try_it.CLIPS]
    assert {clip.emotion for clip in every} == set(EMOTIONS)
    assert all(clip.made for clip in every)
    assert try_it.held(found, every[:1], demo=False)["whose"] == player.MADE


def test_the_scale_has_zero_in_its_middle():
    colours = try_it.scale()
    middle = [int(colours[len(colours) // 2][at : at + 2], 16) for at in (1, 3, 5)]
    assert len(colours) % 2 == 1
    assert min(middle) > 240
    assert int(colours[0][5:], 16) > int(colours[0][1:3], 16)  # blue below
    assert int(colours[-1][1:3], 16) > int(colours[-1][5:], 16)  # red above


def test_every_change_is_one_that_the_engine_knows():
    engine = (ROOT / "book" / "_static" / "listen" / "change.js").read_text(encoding="utf-8")
    known = set(re.findall(r"wanted\.(\w+)", engine)) - {"seed"}
    assert {one["kind"] for one in try_it.CHANGES} == known
    for one in try_it.CHANGES:
        assert one["told"].count("{}") == 1
        sizes = [float(size) for size, _ in one["sizes"]]
        assert len(set(sizes)) == len(sizes)
        # The engine passes over a cut to nothing, and over what is as long as before.
        assert not set(sizes) & {"cut": {0.0}, "slow": {0.0, 1.0}, "noise": set()}[one["kind"]]


def test_the_card_tells_runs_that_name_one_emotion_for_every_clip(tmp_path, clips):
    truth = np.tile([HAPPY, ANGRY], len(CLIPS) // 2)
    for run, said in (
        ("published/f0-s0", truth),
        ("published/f0-s1", np.full_like(truth, HAPPY)),
        ("published/f0-s2", truth),
        ("corrected/f0-s0", truth),
    ):
        made = record(f"RAVDESS/random/{run}", {}, config={"training": {"batch": 64}})
        made["training"]["history"] = {"accuracy": [0.5]}
        write(tmp_path, made, Predictions(np.array(CLIPS), truth, np.eye(8)[said]))
    found = try_it.accuracies(load_results(tmp_path))
    told = {one["name"]: one["worth"] for one in try_it.held(found, clips, demo=False)["models"]}
    silent = {name: {one["where"]: one["silent"] for one in worth} for name, worth in told.items()}
    said = silent["published"].pop("RAVDESS, random clips")
    assert said == "1 of 3 runs name one emotion for every clip"
    assert {*silent["published"].values(), *silent["corrected"].values()} == {""}
    assert "one emotion" not in try_it.table(found).to_string()


def test_the_script_shows_what_the_card_tells():
    script = (ROOT / "book" / "_static" / "try_answer.js").read_text(encoding="utf-8")
    assert {"where", "value", "limits", "silent"} <= set(
        re.search(r"one\.worth\.map\(\(\{ ([\w, ]+) \}\)", script)[1].split(", ")
    )
