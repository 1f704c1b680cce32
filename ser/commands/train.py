"""`ser train`: train one model and write its folder, as the published training script did."""

import argparse
import contextlib
import io
from dataclasses import replace
from pathlib import Path

from ser.commands.places import (
    BUILD,
    add_data_options,
    corpus_name,
    is_watched,
    positive,
    prepare,
    seed_number,
)


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("train", help="train one model and write its folder")
    parser.add_argument(
        "--model", default="corrected", help="an arm of the experiment table (default: corrected)"
    )
    parser.add_argument("--split", default="random", help="its name in `ser data splits` (default: random)")
    parser.add_argument("--fold", type=int, default=0, help="fold of the split (default: 0)")
    parser.add_argument("--seed", type=seed_number, default=0, help="seed of split and network (default: 0)")
    parser.add_argument(
        "--corpora",
        nargs="+",
        type=corpus_name,
        metavar="NAME",
        help="RAVDESS, TESS, SAVEE (default: all there are)",
    )
    parser.add_argument("--epochs", type=positive, help="at most this many (default: the arm's own)")
    parser.add_argument("--batch", type=positive, help="clips a step (default: the arm's own)")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="model folder, none that holds another training (default: build/models/<model>)",
    )
    add_data_options(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from ser.errors import BadValue
    from ser.experiments import ARMS, EXPERIMENTS
    from ser.experiments.run import describe_data, describe_split, score
    from ser.models import ModelSettings
    from ser.splits import make_split
    from ser.training import backend, train
    from ser.training.saved import folder

    asked = next((one.name for one in EXPERIMENTS if options.model in one.arms), "NAME")
    networks = [name for name, arm in ARMS.items() if isinstance(arm.model, ModelSettings)]
    if options.model in ARMS and options.model not in networks:
        raise BadValue(
            f"model {options.model!r}: received a method without a network, which leaves no model folder, expected "
            f"one of {', '.join(networks)}; score it with `ser experiments run --experiment {asked}`"
        )
    if options.model not in networks:
        raise BadValue(f"unknown model {options.model!r}; expected one of {', '.join(networks)}")
    arm = ARMS[options.model]
    if arm.training.copies or arm.training.known_speakers:
        more = "changed copies" if arm.training.copies else "all clips of the speaker"
        raise BadValue(
            f"model {options.model!r}: received an arm that needs {more}, expected one that needs the clip alone; "
            f"score it with `ser experiments run --experiment {asked}`"
        )
    assert isinstance(arm.model, ModelSettings)  # noqa: S101 (tells the type checker what was chosen above)
    training = arm.training
    training = replace(
        training, epochs=options.epochs or training.epochs, batch=options.batch or training.batch
    )
    corpora = tuple(options.corpora) if options.corpora else None
    combined, features = prepare(options, corpora=corpora, wanted=arm.features)
    split = make_split(
        options.split, features.clips, fold=options.fold, seed=options.seed, demo=features.demo
    )
    print(
        f"{arm.name} on {combined.describe()}; {options.split} split, fold {options.fold}, seed {options.seed}"
    )
    out = options.out or BUILD / "models" / arm.name
    about = {
        "arm": arm.name,
        "seed": options.seed,
        "training": training.__dict__,
        "split": describe_split(split),
        "data": describe_data("+".join(combined.expected), features),
    }
    _refuse_another(out, about)
    trained = train(features, split, arm.model, training, seed=options.seed, progress=is_watched())
    about["versions"] = backend.versions()
    _, figures = score(trained, features, split)
    about["test"] = {name: figures[name] for name in ("accuracy", "uar", "macro_f1", "weighted_f1")}
    folder.save(trained, out, features=arm.features, about=about)
    _draw(trained, features, split, out)
    print(
        f"{out}: {len(trained.history['loss'])} epochs, epoch {trained.best_epoch + 1} kept, {trained.seconds:.0f} s"
    )
    print(f"next: ser evaluate {out}" + (f" --data {options.data}" if options.data else ""))


def _refuse_another(out: Path, about: dict) -> None:
    """Raise BadValue where `out` holds the model of another training; one of real clips may replace one of made clips."""
    from ser.errors import BadValue
    from ser.outside import known, plain

    try:
        held = known(out / "config.json")
        before, now = plain(_said(held)), _said(about)
        replaces = held["data"]["demo"] and not about["data"]["demo"]
    except (KeyError, TypeError):
        return  # nothing is there, or nothing that can be used
    if before != now and not replaces:
        raise BadValue(
            f"{out}: received {now}, expected {before}, whose model the folder holds; name another folder with --out, "
            "or delete this one"
        )


def _said(about: dict) -> str:
    split, data, training = about["split"], about["data"], about["training"]
    made = " of the demo corpus" if data["demo"] else ""
    return (
        f"{about['arm']} on {data['name']}{made}, {split['name']} split, fold {split['fold']}, seed {split['seed']}, "
        f"{training['epochs']} epochs at most, batches of {training['batch']}"
    )


def _draw(trained, features, split, out: Path) -> None:
    import numpy as np

    from ser.corpora.banner import BANNER
    from ser.experiments.run import score
    from ser.files import write_text
    from ser.plots.confusion import confusion_figure
    from ser.plots.curves import training_history
    from ser.plots.files import save

    note = BANNER if features.demo else ""
    lines: list[str] = []
    # Keras draws lines with what the encoding of the output knows.
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
        trained.model.summary(print_fn=lines.append, line_length=100)
    mark = f"{note}\n\n" if note else ""
    write_text(out / "model_summary.txt", mark + "\n".join(lines) + "\n")
    _, figures = score(trained, features, split, side="validation")
    save(
        training_history(
            trained.history,
            best_epoch=trained.best_epoch,
            chance=figures["chance"],
            majority=figures["majority"],
            note=note,
        ),
        out / "training_history.png",
    )
    counts = np.array(figures["confusion"])
    save(
        confusion_figure(counts, title="Validation clips", note=note),
        out / "confusion_matrix_validation.png",
    )
