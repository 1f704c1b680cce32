import numpy as np
import pytest

from ser.evaluation import accuracy, bootstrap, confusion_matrix, drawing_units, interval, reach, uar


@pytest.fixture(scope="module")
def drawn():
    """400 labels of 40 units, about 70% right."""
    rng = np.random.default_rng(2)
    truth = rng.integers(0, 8, 400)
    predicted = np.where(rng.random(400) < 0.7, truth, (truth + 1) % 8)
    return truth, predicted, np.repeat(np.arange(40), 10)


def test_when_all_are_right_or_all_wrong_nothing_varies(drawn):
    truth, _, units = drawn
    assert bootstrap(truth, truth, units) == (1.0, 1.0)
    assert bootstrap(truth, (truth + 1) % 8, units) == (0.0, 0.0)


def test_one_unit_cannot_vary(drawn):
    truth, predicted, _ = drawn
    low, high = bootstrap(truth, predicted, np.zeros(400))
    assert low == high == pytest.approx((truth == predicted).mean())


def test_the_interval_holds_the_figure_and_is_as_wide_as_theory_says(drawn):
    """Of independent clips, 95% lie within 1.96 sqrt(p (1 - p) / n)."""
    truth, predicted, _ = drawn
    share = (truth == predicted).mean()
    low, high = bootstrap(truth, predicted, np.arange(400), draws=4000)
    assert low < share < high
    assert high - low == pytest.approx(2 * 1.96 * np.sqrt(share * (1 - share) / 400), rel=0.1)


def test_clips_of_a_unit_stay_together():
    """Ten speakers, each wholly right or wholly wrong, tell as much as ten clips."""
    truth = np.zeros(200, int)
    predicted = np.repeat(np.arange(10) % 2, 20)
    speakers = np.repeat(np.arange(10), 20)
    low, high = bootstrap(truth, predicted, speakers)
    narrow_low, narrow_high = bootstrap(truth, predicted, np.arange(200))
    assert high - low > 3 * (narrow_high - narrow_low)


def test_about_95_of_100_intervals_hold_the_true_value():
    rng = np.random.default_rng(11)
    held = 0
    for trial in range(200):
        right = rng.random((30, 8)) < rng.beta(7, 3, (30, 1))
        truth = np.zeros(240, int)
        predicted = np.where(right, 0, 1).ravel()
        low, high = bootstrap(truth, predicted, np.repeat(np.arange(30), 8), draws=300, seed=trial)
        held += low <= 0.7 <= high
    assert 0.87 <= held / 200 <= 0.99


def test_another_figure_another_level_and_the_seed(drawn):
    truth, predicted, units = drawn
    low, high = bootstrap(truth, predicted, units, statistic=uar)
    assert low < uar(confusion_matrix(truth, predicted)) < high
    assert (low, high) != bootstrap(truth, predicted, units)
    wide, narrow = (bootstrap(truth, predicted, units, level=level) for level in (0.99, 0.5))
    assert wide[0] < narrow[0] < narrow[1] < wide[1]
    assert bootstrap(truth, predicted, units, seed=3) == bootstrap(truth, predicted, units, seed=3)
    assert bootstrap(truth, predicted, units, seed=3) != bootstrap(truth, predicted, units, seed=4)


def test_it_is_the_plain_bootstrap_written_out(drawn):
    """Drawing units and pooling their clips, clip by clip."""
    truth, predicted, units = drawn
    chosen = np.random.default_rng(0).integers(0, 40, (50, 40))
    values = []
    for row in chosen:
        places = np.concatenate([np.flatnonzero(units == unit) for unit in row])
        values.append(accuracy(confusion_matrix(truth[places], predicted[places])))
    expected = np.quantile(values, [0.025, 0.975])
    np.testing.assert_allclose(bootstrap(truth, predicted, units, draws=50, seed=0), expected)


@pytest.mark.parametrize(
    ("speakers", "texts", "unit"),
    [
        (10, 1, "speakers"),
        (24, 200, "speakers"),
        (9, 10, "texts"),
        (2, 200, "texts"),
        (2, 2, "clips"),
        (1, 9, "clips"),
    ],
)
def test_the_unit_is_the_speaker_where_there_are_ten(drawn, speakers, texts, unit):
    truth, predicted, _ = drawn
    who = np.array([f"s{n % speakers}" for n in range(400)])
    what = np.array([f"t{n % texts}" for n in range(400)])
    low, high, named = interval(truth, predicted, who, what, draws=200)
    assert named == unit
    drawn_over = {"speakers": who, "texts": what, "clips": np.arange(400)}[unit]
    assert (low, high) == bootstrap(truth, predicted, drawn_over, draws=200)


def test_the_predictions_of_several_seeds_for_one_clip_are_one_unit():
    """A second seed that says the same tells nothing about other clips: the interval stays as wide."""
    rng = np.random.default_rng(7)
    truth, predicted = np.zeros(60, int), rng.integers(0, 2, 60)
    clips, nobody, corpora = np.array([f"c{n}" for n in range(60)]), np.full(60, "s"), np.full(60, "RAVDESS")
    once = interval(truth, predicted, nobody, nobody, corpora, clips=clips)
    twice = [np.tile(part, 2) for part in (truth, predicted, nobody, nobody, corpora, clips)]
    assert once[2] == "clips"
    assert interval(*twice[:5], clips=twice[5]) == once
    apart = interval(*twice[:5])
    assert apart[1] - apart[0] < 0.8 * (once[1] - once[0])


def test_the_order_of_the_predictions_does_not_matter(drawn):
    truth, predicted, units = drawn
    order = np.random.default_rng(0).permutation(400)
    assert bootstrap(truth, predicted, units, statistic=uar) == bootstrap(
        truth[order], predicted[order], units[order], statistic=uar
    )


def test_an_interval_says_what_it_speaks_of():
    assert reach("speakers") == "other speakers"
    assert (
        reach("speakers", apart=False)
        == "other speakers whose clips are in training too; nothing about unseen speakers"
    )
    assert reach("texts", apart=False) == reach("texts")
    assert reach("texts", texts_apart=False) == (
        "other texts by these speakers that are in training too; nothing about unseen texts; nothing about other speakers"
    )
    assert reach("clips", texts_apart=False) == reach("clips")
    assert reach("speakers of RAVDESS, texts of TESS", apart=False, texts_apart=False) == (
        "other speakers of RAVDESS whose clips are in training too; other texts by these speakers of TESS that are in "
        "training too; nothing about unseen speakers of RAVDESS; nothing about unseen texts of TESS; nothing about "
        "other speakers of TESS"
    )
    for unit in ("texts", "clips"):
        assert reach(unit) == f"other {unit} by these speakers; nothing about other speakers"
    assert reach("speakers of RAVDESS, texts of TESS") == (
        "other speakers of RAVDESS; other texts by these speakers of TESS; nothing about other speakers of TESS"
    )


def test_a_stratum_keeps_its_share_in_every_draw():
    """Two speakers who are all right and hold half the clips must not come and go with the draw."""
    truth = np.zeros(200, int)
    predicted = np.concatenate([np.zeros(100, int), np.arange(100) % 2])
    speakers = np.concatenate([np.repeat([0, 1], 50), np.repeat(np.arange(2, 22), 5)])
    corpora = np.repeat(["A", "B"], 100)
    low, high = bootstrap(truth, predicted, speakers, strata=corpora)
    free_low, free_high = bootstrap(truth, predicted, speakers)
    assert 0.5 < low < 0.75 < high < 1
    assert free_high - free_low > 1.5 * (high - low)


def test_each_corpus_draws_over_what_it_has_enough_of():
    corpora = np.repeat(["RAVDESS", "TESS"], 40)
    speakers = np.concatenate([np.repeat(np.arange(20), 2), np.repeat([20, 21], 20)])
    texts = np.concatenate([np.repeat([0, 1], 20), np.arange(40) % 20])
    units, name = drawing_units(speakers, texts, corpora)
    assert name == "speakers of RAVDESS, texts of TESS"
    assert len(set(units[:40])) == 20 and len(set(units[40:])) == 20
