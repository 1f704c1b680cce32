"""The arms of an experiment in one table: its rows, its noise band, the correction and the verdicts."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made_runs import clips_of, leave
from scipy import stats

from ser.evaluation import holm
from ser.experiments import ARMS, EXPERIMENTS, Place, experiment
from ser.results import load_results, select, summary
from ser.results.compare import LUCK, VERDICTS, changes, compare, every_place, joint, paired, verdict

CHOSEN = experiment("architecture")
RANDOM, SPEAKER = CHOSEN.places
CLIPS = clips_of(range(1, 21))
SHARES = {"corrected": 0.7, "no-attention": 0.95, "max-pooling": 0.4, "no-lstm": 0.69, "no-mask": 0.72}


def _leave(folder, arm, share, *, seed=0, split="random", **facts):
    """Leave a run that has about `share` of the clips right, other ones for each arm and seed."""
    rng = np.random.default_rng([seed, list(ARMS).index(arm)])
    leave(folder, f"RAVDESS/{split}/{arm}/f0-s{seed}", rng.random(len(CLIPS)) < share, CLIPS, **facts)


@pytest.fixture
def results(tmp_path):
    """Three seeds of the reference and of four arms, one far above it, one far below, two beside it."""
    for arm, share in SHARES.items():
        for seed in range(3):
            _leave(tmp_path, arm, share, seed=seed)
    return load_results(tmp_path)


def test_every_arm_has_a_row_and_open_ones_are_empty(results):
    table = compare(results, CHOSEN)
    assert list(table.index) == list(CHOSEN.arms)
    done = table[table["run"]]
    assert set(done.index) == set(SHARES)
    opened = table[~table["run"]]
    assert opened["accuracy"].isna().all() and set(opened["verdict"]) == {"not run"}
    assert set(table["verdict"]) <= set(VERDICTS) and set(table["verdict_uar"]) <= set(VERDICTS)


def test_figures_are_those_of_the_summary(results):
    table = compare(results, CHOSEN)
    rows = summary(results).set_index("arm")
    names = [name for name in rows if name in table and name != "label"]
    assert {"accuracy", "uar_low", "folds_mean_uar", "accuracy_RAVDESS", "chance", "majority"} <= set(names)
    for name in names:
        pd.testing.assert_series_equal(
            table.loc[rows.index, name], rows[name], check_dtype=False, check_names=False
        )


def test_nothing_run_at_all_is_a_table_of_open_rows():
    table = compare([], CHOSEN)
    assert not table["run"].any()
    assert table["accuracy"].isna().all() and table["noise"].isna().all()
    assert set(table["verdict"]) == {"not run"}
    assert {"chance", "majority", "clips", "speakers", "seeds", "folds", "accuracy_RAVDESS"} <= set(table)


def test_p_values_are_corrected_among_the_arms_of_the_table(results):
    table = compare(results, CHOSEN)
    reference = select(results, arm="corrected")
    for name in ("p", "p_uar"):
        alone = [paired(select(results, arm=arm), reference)[name] for arm in SHARES if arm != "corrected"]
        found = table.loc[[arm for arm in SHARES if arm != "corrected"], f"{name}_corrected"]
        np.testing.assert_allclose(found, holm(np.array(alone)))
    assert table.loc[["corrected", "cnn-alone"], ["p", "p_corrected"]].isna().all(axis=None)


def test_verdicts_need_a_small_p_and_more_than_the_noise(results):
    table = compare(results, CHOSEN)
    expected = {
        "corrected": "reference",
        "no-attention": "better",
        "max-pooling": "worse",
        "no-lstm": "no difference shown",
        "no-mask": "no difference shown",
        "cnn-alone": "not run",
    }
    assert table["verdict"].reindex(expected).to_dict() == expected
    assert "over 3 seeds" in table.loc["no-attention", "reason"]
    assert f"p (Holm) = {table.loc['no-lstm', 'p_corrected']:.3f}" in table.loc["no-lstm", "reason"]
    assert table["reason"].str.contains("p (Holm)", regex=False).sum() == 4
    assert not table["reason"].str.contains("0.000", regex=False).any()


def test_a_difference_within_the_noise_band_is_none_however_small_its_p(tmp_path):
    """The reference swings from seed to seed by more than the arm lies above it."""
    for seed, share in enumerate((0.2, 0.5, 0.8)):
        right = np.arange(80) % 10 < 10 * share
        leave(tmp_path, f"RAVDESS/random/corrected/f0-s{seed}", right, CLIPS)
        more = np.arange(80) % 10 < 10 * share + 1
        leave(tmp_path, f"RAVDESS/random/no-mask/f0-s{seed}", more, CLIPS)
    row = compare(load_results(tmp_path), CHOSEN).loc["no-mask"]
    assert row["noise"] == pytest.approx(np.std([0.2, 0.5, 0.8], ddof=1))
    assert row["p_corrected"] < 0.05 and row["difference"] == pytest.approx(0.1)
    assert row["verdict"] == "no difference shown"


def test_with_one_seed_each_the_reason_says_that_there_is_no_band(tmp_path):
    leave(tmp_path, "RAVDESS/random/corrected/f0-s0", np.arange(80) % 10 < 5, CLIPS)
    leave(tmp_path, "RAVDESS/random/no-mask/f0-s0", np.arange(80) % 10 < 10, CLIPS)
    row = compare(load_results(tmp_path), CHOSEN).loc["no-mask"]
    assert row["verdict"] == "better"
    assert "no noise band: the arm and the reference have one complete seed each" in row["reason"]
    assert np.isnan(row["hurdle"])


def test_where_the_arm_alone_has_several_seeds_its_band_serves(tmp_path):
    """Whichever of the two is called the reference, the verdict is the same."""
    verdicts = {}
    for name, steady, swinging in (("a", "corrected", "no-mask"), ("b", "no-mask", "corrected")):
        folder = tmp_path / name
        leave(folder, f"RAVDESS/random/{steady}/f0-s0", np.arange(80) % 10 < 5, CLIPS)
        for seed, share in enumerate((0.6, 0.2, 0.9)):
            leave(folder, f"RAVDESS/random/{swinging}/f0-s{seed}", np.arange(80) % 10 < 10 * share, CLIPS)
        row = compare(load_results(folder), CHOSEN).loc["no-mask"]
        assert row["p_corrected"] < 0.05 and abs(row["difference"]) == pytest.approx(0.1)
        assert row["hurdle"] == pytest.approx(LUCK * np.std([0.6, 0.2, 0.9], ddof=1) * np.sqrt(2))
        verdicts[name] = row["verdict"]
        told = "the reference has one" if steady == "corrected" else "noise band"
        assert told in row["reason"]
    assert set(verdicts.values()) == {"no difference shown"}


def test_fewer_seeds_have_to_be_further_apart(results):
    """Two arms that are equally good differ, with k seeds each, by the band times sqrt(2 / k)."""
    whole, one = compare(results, CHOSEN), compare(results, CHOSEN, replace(RANDOM, seeds=(0,)))
    for table, seeds in ((whole, 3), (one, 1)):
        done = table[table["difference"].notna()]
        assert set(done["paired_seeds"]) == {seeds}
        for measure in ("", "_uar"):
            band = done[[f"noise{measure}", f"own_noise{measure}"]].max(axis=1)
            np.testing.assert_allclose(done[f"hurdle{measure}"], LUCK * band * np.sqrt(2 / seeds))
    assert one.loc["no-attention", "hurdle"] > whole.loc["no-attention", "hurdle"]
    assert f"of 1 seed counts above {one.loc['no-mask', 'hurdle']:.3f}" in one.loc["no-mask", "reason"]


def test_the_wider_of_the_two_bands_counts_whichever_arm_is_the_reference(tmp_path):
    """A steady arm and one that swings from seed to seed: their difference swings as the second does."""
    for seed, share in enumerate((0.4, 0.6, 0.8)):
        steady, swinging = np.arange(80) % 20 < 10, np.arange(80) % 20 < 20 * share
        leave(tmp_path, f"RAVDESS/random/corrected/f0-s{seed}", steady, CLIPS)
        leave(tmp_path, f"RAVDESS/random/no-mask/f0-s{seed}", swinging, CLIPS)
    held = load_results(tmp_path)
    row = compare(held, CHOSEN).loc["no-mask"]
    other = compare(held, replace(CHOSEN, reference="no-mask")).loc["corrected"]
    assert row["noise"] == 0 and row["own_noise"] == pytest.approx(0.2) and row["own_noise_seeds"] == 3
    assert row["difference"] == pytest.approx(-other["difference"]) == pytest.approx(0.1)
    assert row["hurdle"] == other["hurdle"] == pytest.approx(LUCK * 0.2 * np.sqrt(2 / 3))
    assert row["verdict"] == other["verdict"] == "no difference shown"
    assert "noise band 0.000 over 3 seeds (wider: the arm's own, 0.200 over 3)" in row["reason"]
    assert "wider" not in other["reason"]


def test_another_seed_of_the_reference_is_neither_better_nor_worse(tmp_path):
    """The reference under another name: beyond the band and with a small p, and luck all the same."""
    for seed, share in enumerate((0.5, 0.6, 0.7)):
        right = np.arange(80) % 10 < 10 * share
        leave(tmp_path, f"RAVDESS/random/corrected/f0-s{seed}", right, CLIPS)
    leave(tmp_path, "RAVDESS/random/no-mask/f0-s0", np.arange(80) % 10 < 7, CLIPS)
    row = compare(load_results(tmp_path), CHOSEN).loc["no-mask"]
    assert row["p_corrected"] < 0.05 and row["noise"] < row["difference"] < row["hurdle"]
    assert row["verdict"] == "no difference shown"


@pytest.mark.parametrize(
    ("difference", "p", "needed", "told"),
    [
        (0.04, 0.05, 0.03, "better"),
        (-0.04, 0.05, 0.03, "worse"),
        (0.04, 0.051, 0.03, "no difference shown"),
        (-0.03, 0.001, 0.03, "no difference shown"),
        (0.04, 0.001, np.nan, "better"),
        (0.04, np.nan, 0.03, "no difference shown"),
        (0.0, 0.001, np.nan, "no difference shown"),
        (np.nan, np.nan, 0.03, "not compared"),
    ],
)
def test_a_verdict_asks_both_for_a_small_p_and_for_more_than_luck(difference, p, needed, told):
    assert verdict(difference, p, needed) == told and told in VERDICTS


def test_the_band_takes_every_seed_of_the_reference_that_is_there(results):
    """Also where the place itself has one."""
    one = replace(RANDOM, seeds=(0,))
    row = compare(results, CHOSEN, one).loc["corrected"]
    assert (row["seeds"], row["noise_seeds"]) == (1, 3)
    shares = [one.record["metrics"]["accuracy"] for one in select(results, arm="corrected")]
    assert row["noise"] == pytest.approx(np.std(shares, ddof=1))
    assert np.isnan(row["spread"])


def test_the_place_says_which_runs_take_part(results, tmp_path):
    for arm in ("corrected", "no-mask"):
        _leave(tmp_path, arm, 0.3, split="speaker")
    again = load_results(tmp_path)
    at_speaker = compare(again, CHOSEN, SPEAKER)
    assert at_speaker["run"].sum() == 2
    assert at_speaker.loc["corrected", "accuracy"] < compare(again, CHOSEN).loc["corrected", "accuracy"]
    assert compare(again, CHOSEN, Place("RAVDESS", "random", seeds=(7,)))["run"].sum() == 0
    whole = every_place(again, CHOSEN)
    assert len(whole) == 2 * len(CHOSEN.arms)
    assert whole["place"].unique().tolist() == [str(RANDOM), str(SPEAKER)]
    assert whole.groupby("place", sort=False)["run"].sum().tolist() == [5, 2]


@pytest.mark.parametrize("one", EXPERIMENTS, ids=lambda one: one.name)
def test_every_experiment_has_a_table_before_anything_is_run(one):
    table = every_place([], one)
    assert len(table) == len(one.places) * len(one.arms)
    assert not table["run"].any()


def test_another_device_is_not_compared_and_says_why(tmp_path):
    _leave(tmp_path, "corrected", 0.5, device="gpu: other", backend="jax")
    _leave(tmp_path, "no-mask", 0.9)
    row = compare(load_results(tmp_path), CHOSEN).loc["no-mask"]
    assert row["run"] and row["accuracy"] > 0.8
    assert (row["verdict"], row["verdict_uar"]) == ("not compared", "not compared")
    assert row[["difference", "difference_low", "p", "p_corrected", "gained"]].isna().all()
    assert "gpu: other (jax)" in row["reason"]


def test_changes_are_read_from_the_settings():
    reference = ARMS["corrected"]
    assert changes(reference, reference) == {}
    assert changes(ARMS["no-mask"], reference) == {"masked": (True, False)}
    assert changes(ARMS["published-scaler"], reference) == {"scaler": ("coefficient", "published")}
    twenty = changes(ARMS["mfcc-20"], reference)
    assert twenty["coefficients"] == (40, 20)


@pytest.mark.parametrize("name", ["architecture", "training", "features", "attention-and-features"])
def test_each_arm_changes_something_and_says_what(name):
    chosen = experiment(name)
    for arm in chosen.arms:
        assert bool(changes(ARMS[arm], ARMS[chosen.reference])) == (arm != chosen.reference)


def test_one_test_of_both_kinds_of_luck_adds_their_variances():
    """With one kind of luck alone it is the ordinary test of that kind."""
    assert joint(0.0392, 0.0392 - 0.0392, 2 * 0.0392, 0.0) == pytest.approx(0.05, abs=1e-3)
    assert joint(-0.1, -0.1, -0.1, 0.1) == pytest.approx(2 * stats.norm.sf(LUCK))
    both = joint(-0.3, -0.3 - 0.06 * 1.959964, -0.3 + 0.06 * 1.959964, LUCK * 0.08)
    assert both == pytest.approx(2 * stats.norm.sf(3), rel=1e-4)
    assert np.isnan(joint(0.1, 0.0, 0.2, np.nan)) and np.isnan(joint(0.0, 0.0, 0.0, 0.0))


def test_the_joint_p_of_a_table_is_corrected_and_moves_no_verdict(results):
    table = compare(results, CHOSEN)
    for measure in ("", "_uar"):
        rows = table[table[f"difference{measure}"].notna()]
        ends = (rows[f"difference{measure}{end}"] for end in ("", "_low", "_high"))
        np.testing.assert_allclose(rows[f"p{measure}_joint"], holm(joint(*ends, rows[f"hurdle{measure}"])))
    assert table.loc["no-attention", "p_joint"] < 0.05 < table.loc["no-mask", "p_joint"]
    assert np.isnan(table.loc["corrected", "p_joint"])


def test_equal_arms_get_a_verdict_from_one_test_of_both_lucks_no_more_often_than_it_says():
    """Two equally good arms, whose speakers and seeds scatter alike: the two guards apart let more through."""
    rng = np.random.default_rng(0)
    people, seeds = rng.normal(0, 0.02, (4000, 24)), rng.normal(0, 0.02 / np.sqrt(24), 4000)
    difference = people.mean(axis=1) + seeds
    half = 1.96 * people.std(axis=1, ddof=1) / np.sqrt(24)
    apart = (2 * stats.norm.sf(np.abs(difference) / (half / 1.96)) <= 0.05) & (
        np.abs(difference) > LUCK * 0.02 / np.sqrt(24)
    )
    together = joint(
        difference, difference - half, difference + half, np.full(4000, LUCK * 0.02 / np.sqrt(24))
    )
    assert apart.mean() > 0.08
    assert 0.03 < (together <= 0.05).mean() < 0.07
