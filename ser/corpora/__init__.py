"""Step 1, corpora: RAVDESS, TESS and SAVEE, their file names, and the one table that combines them."""

from ser.corpora.combined import COLUMNS, CORPORA, Combined, check_labels, combine, fingerprint
from ser.corpora.corpus import ClipName, Corpus
from ser.corpora.labels import EMOTIONS
from ser.corpora.manifest import ManifestEntry, read_manifest

__all__ = [
    "COLUMNS",
    "CORPORA",
    "EMOTIONS",
    "ClipName",
    "Combined",
    "Corpus",
    "ManifestEntry",
    "check_labels",
    "combine",
    "fingerprint",
    "read_manifest",
]
