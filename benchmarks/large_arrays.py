"""Add to arrays that are larger than the caches, in one process or in several: what a machine's memory gives.

python benchmarks/large_arrays.py PROCESSES
"""

import sys
from multiprocessing import get_context

import numpy as np

PIECES = 2
_VALUES = 30_000_000
_TIMES = 500


def main(processes: int) -> None:
    """Do two pieces of work, side by side where there are two processes."""
    with get_context("spawn").Pool(processes) as pool:
        pool.map(_add, range(PIECES), chunksize=1)


def _add(piece: int) -> float:
    values = np.full(_VALUES, piece, np.float32)
    for _ in range(_TIMES):
        values += 1.0
    return float(values[0])


if __name__ == "__main__":
    main(int(sys.argv[1]))
