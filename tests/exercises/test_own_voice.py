"""What the check of `own-voice` must not take for a mistake."""

import numpy as np
import pytest

from ser.exercises.checks import own_voice
from ser.exercises.verdict import Mistake

RATE = 16_000


@pytest.mark.parametrize("hertz", [100, 440, 1999])
@pytest.mark.parametrize("level", [0.1, 1.0])
def test_a_tone_is_not_clipped_and_the_same_cut_at_its_edge_is(hertz, level):
    tone = level * np.sin(2 * np.pi * hertz * np.arange(RATE * 2) / RATE)
    own_voice._sound(tone, RATE)
    with pytest.raises(Mistake, match="clipped"):
        own_voice._sound(np.clip(tone, -0.5 * level, 0.5 * level), RATE)
