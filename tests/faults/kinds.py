"""Everything the project keeps in files: how it is written, and what of it is believed when it is read again."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Kind:
    """One kind of file or folder.

    Attributes:
        name: what it is.
        make: writes it into an empty or an earlier folder.
        read: returns what is believed of it; None, or a SerError, where nothing is. Without it, what lies
            there is for people, and no step of the project believes it.
        prepare: writes first what has to be there.
    """

    name: str
    make: Callable[[Path], object]
    read: Callable[[Path], object] | None = None
    prepare: Callable[[Path], object] | None = None


def kinds(made) -> dict[str, Kind]:
    """Every kind by its name; `made` holds what is written (see the fixture of that name)."""
    found = [
        Kind("feature store", lambda at: _extract(made, at), _store),
        Kind("run record and predictions", lambda at: _record(made, at), _run),
        Kind("memory of the corpora", lambda at: _memory(made, at), lambda at: _remembered(made, at)),
        Kind("demo corpus", lambda at: _demo(at), _demo_read),
        Kind("model folder", lambda at: _model(made, at), _model_read),
        Kind("ONNX export", _export, _exported, prepare=lambda at: _model(made, at)),
        Kind("facts", lambda at: _facts(made, at), lambda at: _facts_read(made, at)),
        Kind("split manifests", lambda at: _splits(made, at), lambda at: _splits_read(made, at)),
        Kind("verdicts of a class", lambda at: _grade(made, at), lambda at: _graded(made, at)),
        Kind("measures for exercises", lambda at: _material(made, at), lambda at: _measures(made, at)),
        Kind("tables", lambda at: _tables(made, at)),
        Kind("figure", _figure),
        Kind("marks of a class", _marks),
        Kind("offline book", lambda at: _offline(made, at)),
    ]
    return {one.name: one for one in found}


def _extract(made, at):
    from ser.features import extract

    extract(made.combined, at / "store", jobs=1)


def _store(at):
    from ser.features import load

    held = load(at / "store")
    return held.values.tobytes(), held.lengths.tolist(), held.clips.to_csv(), held.expected, held.left_out


def _record(made, at):
    from ser.experiments import record

    record.write(at, made.record, made.predictions)


def _run(at):
    from ser.experiments import read, read_predictions
    from ser.experiments.record import paths

    path, _ = paths(at, "TESS/random/small/f0-s0")
    record = read(path)
    held = read_predictions(path, record)
    return record, held.clips.tolist(), held.truth.tolist(), held.probabilities.tobytes()


def _memory(made, at):
    from ser.corpora.remembered import Memory

    memory = Memory(at / "files.csv")
    for path in made.clips:
        memory.look(str(path), path.stat().st_size, 10**18)
    memory.save()


def _remembered(made, at):
    from ser.corpora.remembered import Memory

    return Memory(at / "files.csv")._known or None


def _demo(at):
    from ser.corpora import demo

    demo.make(at / "demo", jobs=1)


def _demo_read(at):
    from ser.corpora.demo import folder

    return folder._is_whole(at / "demo", 0) or None


def _model(made, at):
    from ser.training.saved import folder

    folder.save(made.model, at / "model", features=made.settings, about={"run": "r"})


def _model_read(at):
    from ser.training.saved import folder

    about = folder.read_about(at / "model")
    # Keras numbers what a process builds, so a second model of one process has other bytes.
    config = {name: value for name, value in about.config.items() if name != "parts"}
    return about.settings, about.scaler.to_json(), about.features, config


def _export(at):
    from ser.training.saved.export import export

    export(at / "model")


def _exported(at):
    from ser.training.saved.exported import load_exported

    frames = np.zeros((1, 26, 8), np.float32)
    return load_exported(at / "model").predict(frames, np.array([20])).tolist()


def _facts(made, at):
    """What is measured is made up: to measure takes minutes, and to write it is what this is about."""
    from ser.results import measure

    table = made.combined.clips[["clip", "emotion"]]
    with made.patched() as patch:
        patch.setattr("ser.results.facts.measured.measure_recording", lambda *_: None)
        patch.setattr("ser.results.facts.measured._all", lambda *_, **__: ({"clips": table}, {"demo": False}))
        measure(made.combined, made.features, at / "facts", jobs=1)


def _facts_read(made, at):
    from ser.results.facts import measured

    return measured._is_whole(at / "facts" / "facts.json", made.facts_key) or None


def _splits(made, at):
    from ser.splits.committed import write_all

    write_all(at / "splits", made.splits)


def _splits_read(made, at):
    from ser.splits.committed import differences

    return None if list(differences(at / "splits", made.splits)) else True


def _grade(made, at):
    from ser.exercises.grading.remembered import remember

    remember(made.submission, made.limits, at / "grades", made.ended)


def _graded(made, at):
    from ser.exercises.grading.remembered import recall

    return recall(made.submission, made.limits, at / "grades")


def _material(made, at):
    """Measures of the demo corpus are kept for speed alone: where they cannot be, nothing is said."""
    with made.patched() as patch:
        patch.setattr("ser.exercises.material.KEPT", at)
        patch.setattr("ser.exercises.material.measures", lambda samples: np.arange(80.0))
        patch.setattr("ser.exercises.material.load_example", lambda *_, **__: made.sound)
        return __import__("ser.exercises.material").exercises.material.demo_measures()


def _measures(made, at):
    def again(_):
        raise MakesAgain

    with made.patched() as patch:
        patch.setattr("ser.exercises.material.KEPT", at)
        patch.setattr("ser.exercises.material.measures", again)
        patch.setattr("ser.exercises.material.load_example", lambda *_, **__: made.sound)
        try:
            return __import__("ser.exercises.material").exercises.material.demo_measures().tolist()
        except MakesAgain:
            return None


class MakesAgain(Exception):
    """What was kept is not believed."""


def _tables(made, at):
    from ser.results.tables import write_tables

    with made.patched() as patch:
        patch.setattr("ser.results.tables.make_tables", lambda *_: {"summary": made.combined.clips})
        patch.setattr("ser.results.tables.as_csv", lambda table: table.to_csv(index=False))
        write_tables([], at / "tables")


def _figure(at):
    import matplotlib.pyplot as plt

    from ser.plots.files import save

    figure, axes = plt.subplots()
    axes.plot([0, 1])
    try:
        save(figure, at / "figure.png")
    finally:
        plt.close(figure)


def _marks(at):
    from ser.exercises.grading.marks import Mark, write_csv
    from ser.exercises.grading.watching import Ended

    ended = Ended("pass", "well done " * 20, 1.0)
    write_csv([Mark(f"student {n}", "padding", "a.ipynb", ended) for n in range(60)], at / "marks.csv")


def _offline(made, at):
    from ser.pages.building.offline import zip_book

    zip_book(made.html, at / "book.zip", name="book")
