"""The demo corpus: 568 made clips in the layouts of RAVDESS, TESS and SAVEE, for a run without real speech.

A small source-filter synthesiser says the corpora's sentences with the acoustic cues that the
literature reports for each emotion. The clips exercise every part of the road, loading,
resampling, features, training, pages, and they can be played and shared. They are not speech,
and nothing measured on them is a result: whatever rests on them carries `BANNER`.

Every sample is a function of the seed and the clip's name alone, so the bytes do not depend on
the number of jobs or on which clips are made.
"""

from ser.corpora.banner import BANNER
from ser.corpora.demo.clip import synthesise
from ser.corpora.demo.folder import MANIFEST, MARKER, VERSION, is_demo, make
from ser.corpora.demo.layout import ClipSpec, clips, parse

__all__ = [
    "BANNER",
    "MANIFEST",
    "MARKER",
    "VERSION",
    "ClipSpec",
    "clips",
    "is_demo",
    "make",
    "parse",
    "synthesise",
]
