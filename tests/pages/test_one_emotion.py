from dataclasses import replace

from ser.pages import one_emotion
from ser.results.stopping import Stopping

LEARNT = ((98, 0.754), (105, 0.720))
STOPPED = Stopping((17, 105), (15, 16), (0.4, 0.5), (0.1, 0.3), (17, 18, 19), LEARNT)
AWAKE = replace(STOPPED, silent=(), others=LEARNT * 2)


def test_protocols_with_a_silent_run_are_told_and_no_other(monkeypatch):
    asked = []
    found = {"speaker": STOPPED, "random": AWAKE}
    monkeypatch.setattr(one_emotion, "select", lambda results, **place: asked.append(place) or place["split"])
    monkeypatch.setattr(one_emotion, "stopping", found.get)
    silent = one_emotion.silent([], "published", "RAVDESS")
    assert silent == {"on unseen speakers": STOPPED}
    assert all((one["arm"], one["data"]) == ("published", "RAVDESS") for one in asked)
    assert one_emotion.told(silent, "RAVDESS") == (
        "On RAVDESS alone, 3 of 5 runs of the published code on unseen speakers name one emotion for every clip: "
        "its schedule stops it before it can answer"
    )
    assert one_emotion.brief(STOPPED, "RAVDESS").endswith("for every clip in 3 of 5 runs")


def test_where_none_is_silent_that_is_told():
    assert one_emotion.silent([], "published", "TESS") == {}
    for none in (None, AWAKE):
        assert "can stop before" in one_emotion.brief(none, "TESS")
    assert one_emotion.told({}, "TESS").startswith("No run of the published code on TESS alone")


def test_why_the_published_code_is_left_out_is_told_with_its_runs():
    found = {
        "on unseen speakers": STOPPED,
        "on random clips": replace(STOPPED, silent=(17, 18, 19, 20, 21), others=()),
    }
    assert one_emotion.left_out(found) == (
        "The published code is left out: it names one emotion for every clip in 3 of 5 runs on unseen speakers "
        "and 5 of 5 runs on random clips."
    )
    assert one_emotion.left_out({}) == ""


def test_runs_of_two_kinds_are_told_apart():
    assert one_emotion.two_kinds(STOPPED, "on random clips") == (
        "On random clips, 3 of 5 runs end like this, after 17 to 19 epochs. The other 2 differ from them in nothing but "
        "the seed, which also deals out the clips: stopped after 98 to 105 epochs, they have an accuracy of 0.720 to 0.754. "
        "The mean over the seeds is one over two kinds of run."
    )
    assert "The other differs" in one_emotion.two_kinds(
        replace(STOPPED, others=LEARNT[:1]), "on random clips"
    )
    for alike in (None, replace(STOPPED, others=()), AWAKE):
        assert one_emotion.two_kinds(alike, "on random clips") == ""
