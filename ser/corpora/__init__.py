"""Step 1, corpora: the catalogue, the names of its files, and the one table that combines them."""

from ser.corpora.catalogue import CATALOGUE, CORPORA
from ser.corpora.combined import COLUMNS, Combined, check_labels, combine, fingerprint
from ser.corpora.corpus import Archive, ClipName, Corpus, Irregularity
from ser.corpora.labels import EMOTIONS
from ser.corpora.manifest import ManifestEntry, read_manifest

__all__ = [
    "CATALOGUE",
    "COLUMNS",
    "CORPORA",
    "EMOTIONS",
    "Archive",
    "ClipName",
    "Combined",
    "Corpus",
    "Irregularity",
    "ManifestEntry",
    "check_labels",
    "combine",
    "fingerprint",
    "read_manifest",
]
