"""What the pages need of the audio, measured once and small enough to commit.

A page that is built where no corpora are (the published book) reads these files instead of sound.
`measured` says which files it makes, `attention` and `examples` make one more each, `told` puts facts into words; the other
modules each measure one thing.
"""

from ser.results.facts.attention import measure_attention
from ser.results.facts.measured import VERSION, measure

__all__ = ["VERSION", "measure", "measure_attention"]
