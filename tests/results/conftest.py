"""What the tests of results share."""

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.results import load_results


@pytest.fixture
def results(tmp_path):
    """Two folds of twelve speakers each, one seed, and two seeds of a random split."""
    rng = np.random.default_rng(3)
    for fold, speakers in enumerate((range(1, 13), range(13, 25))):
        leave(tmp_path, f"RAVDESS/speaker/corrected/f{fold}-s0", rng.random(48) < 0.7, clips_of(speakers))
    for seed, share in enumerate((0.5, 0.9)):
        right = np.arange(48) < 48 * share
        leave(tmp_path, f"RAVDESS/random/published/f0-s{seed}", right, clips_of(range(1, 13)))
    return load_results(tmp_path)
