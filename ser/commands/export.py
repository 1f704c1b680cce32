"""`ser export`: a trained model as ONNX, for whoever has no TensorFlow."""

import argparse
from pathlib import Path


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("export", help="write a trained model as ONNX, and compare it with Keras")
    parser.add_argument("model", type=Path, metavar="MODEL_DIR", help="a folder that `ser train` wrote")
    parser.add_argument(
        "out",
        type=Path,
        nargs="?",
        metavar="OUT.onnx",
        help="where to (default: MODEL_DIR/model.onnx, which `ser predict` then uses)",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from ser.training.saved.export import export

    path, difference = export(options.model, options.out)
    print(f"written: {path}; from Keras it differs by {difference:.1g} at most")
