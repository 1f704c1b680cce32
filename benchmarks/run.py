"""Measure what people wait for, each in processes of its own, several times, into `benchmarks/results.json`.

    python benchmarks/run.py --data corpora      # real corpora; without --data the demo corpus

    python benchmarks/run.py --only paint        # one of them; the rows of the others stay

A row: name, measure ("s", "MiB", or "ratio" of the published method's seconds to ours), baseline (the
published method's median seconds, or null), ours (median), ratio (or null), spread (smallest and largest
of the measure), mark (null where the row only says something of the machine), met, corpus, clips, hours
(of audio), machine, repeats.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from extraction import extraction
from grid import grid
from listening import listening
from measuring import ROOT, limit, ser
from paint import paint
from prediction import prediction
from reproduction import reproduction
from tables import tables
from training import training

OUT = ROOT / "benchmarks" / "results.json"


def main(arguments: list[str] | None = None) -> int:
    """Run every benchmark and write the rows; return 0 when every mark is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="folder with RAVDESS/, TESS/, SAVEE/ or those there are")
    parser.add_argument("--repeats", type=int, default=3, help="times each is run (default: 3)")
    parser.add_argument("--only", choices=BENCHMARKS, help="the one to run (default: all)")
    parser.add_argument("--out", type=Path, default=OUT, help="the file to write (default: %(default)s)")
    options = parser.parse_args(arguments)
    about = _about(options.data)
    rows = []
    for name, benchmark in BENCHMARKS.items():
        if options.only not in (None, name):
            continue
        for row in benchmark(_root(options.data), options.repeats):
            rows.append({"benchmark": name} | about | row)
            print(_line(row), flush=True)
    kept = json.loads(options.out.read_text()) if options.only and options.out.is_file() else []
    whole = rows + [row for row in kept if row["benchmark"] != options.only]
    whole.sort(key=lambda row: list(BENCHMARKS).index(row["benchmark"]))
    beside = options.out.with_name(f".{options.out.name}.part")
    beside.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    os.replace(beside, options.out)
    marked = [row["met"] for row in whole if row["mark"] is not None]
    print(f"{options.out}: {len(whole)} rows; {sum(marked)} of {len(marked)} marks are met")
    return 0 if all(row["met"] for row in rows) else 1


def verify(root: Path, repeats: int) -> list[dict]:
    """`ser data verify`: with nothing remembered, and again."""
    first, again = [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as build:
            for seconds in (first, again):
                seconds.append(ser("data", "verify", str(root), environment={"SER_BUILD": build}).seconds)
    return [
        limit("verify, nothing remembered", first, mark=20.0),
        limit("verify again", again, mark=2.0),
    ]


def _line(row: dict) -> str:
    low, high = row["spread"]
    if row["measure"] == "ratio":
        mark = "no mark" if row["mark"] is None else f"mark {row['mark']:g} times"
        return (
            f"{row['name']}: {row['baseline']:.2f} s against {row['ours']:.2f} s, {row['ratio']:.1f} times "
            f"({low:.1f} to {high:.1f}), {mark}"
        )
    unit = row["measure"]
    return f"{row['name']}: {row['ours']:.2f} {unit} ({low:.2f} to {high:.2f}), mark {row['mark']:g} {unit}"


def _root(data: str | None) -> Path:
    if data:
        return Path(data).expanduser().resolve()
    from ser.commands.places import DEMO_CORPUS
    from ser.corpora import demo

    return demo.make(DEMO_CORPUS)


def _about(data: str | None) -> dict:
    from ser.corpora import combine
    from ser.training.backend import processor

    combined = combine(_root(data), allow_missing=True)
    return {
        "corpus": "demo" if combined.demo else ", ".join(combined.found),
        "clips": len(combined.clips),
        "hours": round(float(combined.clips["duration"].sum()) / 3600, 3),
        "machine": f"{processor().removeprefix('cpu: ')}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}",
    }


BENCHMARKS: dict[str, Callable[[Path, int], list[dict]]] = {
    "extraction": extraction,
    "prediction": prediction,
    "training": training,
    "reproduction": reproduction,
    "tables": tables,
    "grid": grid,
    "verify": verify,
    "paint": paint,
    "listening": listening,
}

if __name__ == "__main__":
    raise SystemExit(main())
