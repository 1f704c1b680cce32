"""Model cards: beside each model's weights, what they rest on, how they were judged, and their limits.

The headings are a short form of Mitchell et al.'s (2019), Model Cards for Model Reporting.
"""

from pathlib import Path

from ser import files
from ser.corpora import CATALOGUE, EMOTIONS
from ser.experiments import ARMS
from ser.results.pooled import summary
from ser.results.runs import Result, read_json, rests_on, select

_TRUE_FOR = {
    "random": "random clips (the speakers of the test clips are in training)",
    "speaker": "unseen speakers of RAVDESS (another training of the same arm, on RAVDESS alone)",
}


def write_cards(results: list[Result], models: Path | str) -> list[Path]:
    """Write `README.md` beside every model under `models`, and return the files.

    A model whose run is not among `results`, key and all, is left without.
    """
    runs = {one.record["run"]: one for one in results}
    written = []
    for path in sorted(Path(models).glob("*/config.json")):
        config, card = read_json(path), path.with_name("README.md")
        run = runs.get(config.get("run", ""))
        if run is None or run.record["key"] != config["key"]:
            card.unlink(missing_ok=True)
            continue
        written.append(files.write_text(card, _card(run, results)))
    return written


def _card(run: Result, results: list[Result]) -> str:
    record = run.record
    arm, split = ARMS[record["arm"]], record["split"]
    heading = f"# Model card: {arm.label}, {record['run']}"
    if record["data"]["demo"]:
        heading += "\n\nTrained on the demo corpus, which a computer speaks: not a model of speech, and not a result."
    licences = "\n".join(
        f"- {name}: {CATALOGUE[name].licence or 'no licence stated'}"
        for name, counts in record["data"]["corpora"].items()
        if counts["found"]
    )
    return f"""{heading}

## What it is

A network of {record["training"]["parameters"]:,} weights that takes {arm.features.coefficients} MFCCs of {arm.features.frames} frames (up to {arm.features.duration:g} s) and
gives a probability for each of {len(EMOTIONS)} emotions. Key `{record["key"]}`, {_built_with(record["versions"])},
{record["device"]}, {record["training"]["epochs"]} epochs, weights of epoch {record["training"]["best_epoch"] + 1}.

## Data

{rests_on([run])}, acted speech in English, {record["data"]["speakers"]} speakers.
{split["train"]:,} clips trained, {split["validation"]:,} chose the epoch, {split["test"]:,} tested: split `{split["name"]}`, fold {split["fold"]}, seed {split["seed"]}.

Licences of the recordings, none of which is here:

{licences}

The weights are passed on for research and teaching without commercial use, as these licences ask.

## Figures

{_figures(run, results)}

In brackets: 95% intervals. Chance is {record["metrics"]["chance"]:.3f} UAR.

## Limits

- The figure on random clips says nothing about other people. The one on unseen speakers does, for actors in a studio.
- Acted speech is not felt emotion. Other languages, ages, rooms and microphones were not tested.
- Not for decisions about people: not for hiring, policing, schooling, health or insurance. Where law forbids to infer
  emotions, such as at work and in schools in the European Union, this model is no exception.
"""


def _built_with(versions: dict) -> str:
    known = (name for name in (versions["backend"], "keras") if name in versions)
    return ", ".join(f"{name} {versions[name]}" for name in known) or versions["backend"]


def _figures(run: Result, results: list[Result]) -> str:
    lines = ["| test | accuracy | UAR | rests on |", "|---|---|---|---|"]
    own = summary([run]).iloc[0]
    lines.append(_line(f"this model, {_TRUE_FOR['random']}", own))
    for corpus in run.record["data"]["corpora"]:
        value = own.get(f"accuracy_{corpus}")
        if value == value and value is not None:
            lines.append(f"| … of these, clips of {corpus} | {value:.3f} | | |")
    strangers = select(results, data="RAVDESS", split="speaker", arm=run.record["arm"])
    if strangers:
        lines.append(_line(_TRUE_FOR["speaker"], summary(strangers).iloc[0]))
    else:
        lines.append(f"| {_TRUE_FOR['speaker']} | not run | not run | |")
    return "\n".join(lines)


def _line(what: str, row) -> str:
    def told(name: str) -> str:
        return f"{row[name]:.3f} ({row[f'{name}_low']:.3f} to {row[f'{name}_high']:.3f})"

    counts = ((name, int(row[f"{name}s"])) for name in ("clip", "speaker", "fold", "seed"))
    basis = ", ".join(f"{count:,} {name}{'' if count == 1 else 's'}" for name, count in counts)
    return f"| {what} | {told('accuracy')} | {told('uar')} | {basis} |"
