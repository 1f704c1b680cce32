"""Step 1, corpora: the catalogue, the names of its files, and the one table that combines them."""

import lazy_loader as lazy

# A module is imported when a name of it is first used: an answer of a model needs few of them.
__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "catalogue": ["CATALOGUE", "CORPORA"],
        "combined": ["COLUMNS", "Combined", "check_labels", "combine", "fingerprint"],
        "corpus": ["Archive", "ClipName", "Corpus", "Irregularity"],
        "labels": ["EMOTIONS"],
        "manifest": ["ManifestEntry", "read_manifest"],
    },
)
