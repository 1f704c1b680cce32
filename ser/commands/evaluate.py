"""`ser evaluate`: score a model folder on its own test side, as the published evaluation script did."""

import argparse
from pathlib import Path

from ser.commands.places import add_data_options, prepare


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("evaluate", help="precision, recall and F1 per emotion of a trained model")
    parser.add_argument("model", type=Path, metavar="MODEL_DIR", help="a folder that `ser train` wrote")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="where report and figure go (default: MODEL_DIR)"
    )
    add_data_options(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    import numpy as np

    from ser.corpora.banner import BANNER
    from ser.errors import DataDamaged
    from ser.evaluation import as_text, report
    from ser.experiments.run import score
    from ser.files import write_text
    from ser.plots.confusion import confusion_figure
    from ser.plots.files import save
    from ser.splits import make_split
    from ser.training.saved import folder

    trained, wanted, config = folder.load(options.model)
    try:
        name, fold, seed, made = (config["split"][part] for part in ("name", "fold", "seed", "hash"))
        corpora, count = tuple(config["data"]["corpora"]), config["data"]["clips"]
    except KeyError as error:
        raise DataDamaged(
            f"model folder {options.model}: config.json says no {error}; train it again with `ser train`"
        ) from error
    if not options.data:
        # Before the demo corpus is made and heard, which takes a while.
        _refuse_other_kind(options.model, config, demo=True)
    combined, features = prepare(options, corpora=corpora, wanted=wanted)
    _refuse_other_kind(options.model, config, demo=features.demo)
    # A clip that was lacking then may be here now; it moves no other, but was on no side.
    lacked = {clip for clip, _ in config["data"].get("left_out", ())}
    clips = features.clips[~features.clips["clip"].isin(lacked)]
    split = make_split(name, clips, fold=fold, seed=seed, demo=features.demo)
    if split.hash != made:
        raise DataDamaged(
            f"the clips at hand ({combined.describe()}) split otherwise than those {options.model} was trained on "
            f"({count} clips), so its test side is not known; train it again with `ser train`"
        )
    _, figures = score(trained, features, split)
    table = report(figures)
    out = options.out or options.model
    out.mkdir(parents=True, exist_ok=True)
    mark = f"# {BANNER}\n" if features.demo else ""
    write_text(out / "report_test.csv", mark + table.to_csv(float_format="%.4f"))
    note = BANNER if features.demo else ""
    save(
        confusion_figure(np.array(figures["confusion"]), title="Test clips", note=note),
        out / "confusion_matrix_test.png",
    )
    print(f"{config.get('arm', 'model')} on {len(split.test)} test clips of {combined.describe()}")
    print(as_text(table))
    print(f"UAR {figures['uar']:.3f}, chance {figures['chance']:.3f}" + (f"; {note}" if note else ""))
    print(f"written: {out / 'report_test.csv'}, {out / 'confusion_matrix_test.png'}")


def _refuse_other_kind(model: Path, config: dict, *, demo: bool) -> None:
    """Raise BadValue where a model of real clips meets made ones, or the other way round."""
    from ser.errors import BadValue

    trained_on_demo = config["data"].get("demo") is True
    if demo and not trained_on_demo:
        raise BadValue(
            f"{model} was trained on real corpora, and the clips at hand are the demo corpus; expected the corpora "
            f"it was trained on, {', '.join(config['data']['corpora'])}; name their folder with --data <folder>, or SER_DATA"
        )
    if trained_on_demo and not demo:
        raise BadValue(
            f"{model} was trained on the demo corpus, and the clips at hand are real; expected the demo corpus; "
            "leave --data and SER_DATA out"
        )
