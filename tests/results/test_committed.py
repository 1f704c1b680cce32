"""The committed results hold together: figures follow from predictions, tables from both."""

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ser.corpora import EMOTIONS
from ser.experiments import ARMS, CHOICES, VOTE
from ser.results import chosen, load_choosing, load_results, name_of, write_cards, write_tables
from ser.results.compare import hurdle
from ser.results.pooled import figures
from ser.results.runs import REPEATED, metrics_of, select
from ser.results.voting import elect

FULL = Path(__file__).parents[2] / "results" / "full"

pytestmark = pytest.mark.skipif(not (FULL / "runs").is_dir(), reason="results/full/runs is not there")


@pytest.fixture(scope="module")
def results():
    return load_results(FULL)


def _flat(value, name=""):
    """Yield (name, number) of everything in nested dicts and lists."""
    parts = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    )
    if parts is None:
        yield name, value
    else:
        for key, part in parts:
            yield from _flat(part, f"{name}.{key}")


def test_every_stored_figure_is_that_of_the_stored_predictions(results):
    """A record may lack a figure that came later; what it holds must be right."""
    wrong = []
    for one in results:
        stored = dict(_flat(one.record["metrics"]))
        again = dict(_flat(metrics_of(one)))
        # The confusion matrix is whole; of labels that do not occur, nothing else is stored.
        wrong += [f"{one.path.name}: {name} is unknown" for name in set(stored) - set(again)]
        wrong += [
            f"{one.record['run']}: {name} is {value}, from the predictions {again[name]}"
            for name, value in stored.items()
            if name in again
            and again[name] != (value if isinstance(value, str) else pytest.approx(value, rel=1e-9))
        ]
        label = one.record["metrics"].get("majority_label")
        if label:
            share = float((one.predictions.truth == EMOTIONS.index(label)).mean())
            if share != pytest.approx(one.record["metrics"]["majority"]):
                wrong.append(f"{one.record['run']}: majority")
    assert wrong == []


def test_another_processor_moves_a_run_by_no_more_than_another_seed_may(results):
    """The tolerance that the page on robustness states: the hurdle of one seed against one, and 1% where that is less."""
    wrong, held = [], 0
    for one in (one for one in results if one.again):
        record = one.record
        place = {"data": record["data"]["name"], "split": record["split"]["name"], "fold": one.fold}
        band = figures(tuple(select(results, arm=record["arm"], **place)))["spread"]
        if np.isnan(band):
            continue  # one seed has no noise band
        for again in one.again:
            moved = abs(again.record["metrics"]["accuracy"] - record["metrics"]["accuracy"])
            held += 1
            if moved > max(hurdle(band, 1), 0.01):
                wrong.append(f"{record['run']} on {again.record['device']}: moved by {moved:.4f}")
    assert wrong == []
    assert held or not (FULL / REPEATED).is_dir()


def test_every_run_is_where_its_name_says_and_tests_the_clips_it_counts(results):
    for one in results:
        record, held = one.record, one.predictions
        assert one.path.relative_to(FULL / "runs").with_suffix("").as_posix() == record["run"]
        assert len(set(held.clips)) == len(held.clips) == record["split"]["test"], record["run"]
        assert [EMOTIONS[label] for label in held.truth] == [name_of(clip).emotion for clip in held.clips]
        assert not record["data"]["demo"], record["run"]


def test_the_committed_tables_are_those_of_the_committed_predictions(results, tmp_path):
    committed = FULL / "tables"
    if not committed.is_dir():
        pytest.skip("results/full/tables is not committed yet; `make tables` writes it")
    written = write_tables(results, tmp_path, load_choosing(FULL))
    made = {path.name: path.read_text() for path in written}
    held = {path.name: path.read_text() for path in sorted(committed.glob("*.csv"))}
    assert sorted(held) == sorted(made), "run `make tables`"
    differing = [name for name in made if made[name] != held[name]]
    assert differing == [], (
        "these are not what the predictions give: run `make tables` and commit what it wrote"
    )


@pytest.mark.parametrize("choice", CHOICES.values(), ids=list(CHOICES))
def test_an_arm_has_the_settings_that_were_chosen_for_it(choice):
    winner = chosen(load_choosing(FULL), choice)
    if winner is None:
        pytest.skip("not every candidate has been run yet: `ser experiments status` shows which")
    arm = ARMS[choice.arm]
    # What is tested may train on the clips that have done their choosing.
    settings = replace(arm.training, fit_on=winner.training.fit_on)
    assert (arm.features, arm.model, settings) == (winner.features, winner.model, winner.training)


def test_those_vote_that_were_elected_on_the_validation_side():
    voters = elect(load_choosing(FULL))
    if voters.empty:
        pytest.skip("not every voter has answered yet: `ser experiments status` shows which")
    assert tuple(voters.dropna(subset=["joined"]).sort_values("joined")["arm"]) == VOTE


def test_what_is_said_of_attention_was_measured_on_the_committed_models():
    """Its key is over the configurations of both, which hold the keys of their runs."""
    found = json.loads((FULL / "facts" / "attention.json").read_text())
    configs = [(FULL / "models" / name / "config.json").read_bytes() for name in ("published", "corrected")]
    assert found["key"] == hashlib.sha256(b"".join(configs)).hexdigest()[:16], "run `ser facts`"


@pytest.mark.parametrize("name", ["published", "corrected"])
def test_a_committed_model_is_that_of_its_committed_run(name):
    config = json.loads((FULL / "models" / name / "config.json").read_text())
    record = json.loads((FULL / "runs" / f"{config['run']}.json").read_text())
    assert config["key"] == record["key"]
    assert config["test"]["accuracy"] == record["metrics"]["accuracy"]


def test_the_model_cards_are_those_of_the_committed_runs(results, tmp_path):
    """`make tables` writes them."""
    for name in ("published", "corrected"):
        (tmp_path / name).mkdir()
        shutil.copy(FULL / "models" / name / "config.json", tmp_path / name)
    assert len(write_cards(results, tmp_path)) == 2
    for name in ("published", "corrected"):
        made = (tmp_path / name / "README.md").read_text(encoding="utf-8")
        assert (FULL / "models" / name / "README.md").read_text(encoding="utf-8") == made
