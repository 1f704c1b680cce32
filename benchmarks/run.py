"""Time what people wait for, each in processes of its own, several times, and write `benchmarks/results.json`.

    python benchmarks/run.py --data corpora      # real corpora; without --data the demo corpus

A row: name, baseline (seconds of what it is compared with, or null), ours (median seconds), ratio
(baseline / ours, or null), spread (smallest and largest of ours), mark (seconds allowed, or null), met,
corpus, clips, machine, repeats.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "benchmarks" / "results.json"


def main(arguments: list[str] | None = None) -> int:
    """Run every benchmark and write the rows; return 0 when every mark is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="folder with RAVDESS/, TESS/, SAVEE/ or those there are")
    parser.add_argument("--repeats", type=int, default=3, help="times each is run (default: 3)")
    parser.add_argument("--out", type=Path, default=OUT, help="the file to write (default: %(default)s)")
    options = parser.parse_args(arguments)
    rows = []
    for benchmark in (verify,):
        for row in benchmark(_root(options.data), options.repeats):
            rows.append(row | _about(options.data))
            seconds = f"{row['ours']:.2f} s ({row['spread'][0]:.2f} to {row['spread'][1]:.2f})"
            print(f"{row['name']}: {seconds}, mark {row['mark']:g} s", flush=True)
    beside = options.out.with_name(f".{options.out.name}.part")
    beside.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    os.replace(beside, options.out)
    print(f"{options.out}: {len(rows)} rows, {sum(row['met'] for row in rows)} within their mark")
    return 0 if all(row["met"] for row in rows) else 1


def verify(root: Path, repeats: int) -> list[dict]:
    """`ser data verify`: with nothing remembered, and again."""
    first, again = [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as build:
            look = partial(_ser, os.environ | {"SER_BUILD": build}, "data", "verify", str(root))
            first.append(_seconds(look))
            again.append(_seconds(look))
    return [
        _row("verify, nothing remembered", first, mark=20.0),
        _row("verify again", again, mark=2.0),
    ]


def _ser(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "ser", *arguments], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    # 1: something is missing, which is an answer too.
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())


def _seconds(do: Callable[[], None]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def _row(name: str, ours: list[float], *, mark: float) -> dict:
    median = round(statistics.median(ours), 3)
    return {
        "name": name,
        "baseline": None,
        "ours": median,
        "ratio": None,
        "spread": [round(min(ours), 3), round(max(ours), 3)],
        "mark": mark,
        "met": median <= mark,
        "repeats": len(ours),
    }


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
        "machine": f"{processor().removeprefix('cpu: ')}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}",
    }


if __name__ == "__main__":
    raise SystemExit(main())
