"""What libsndfile says of headers that do not fit their file, for those who look and those who read."""

import re

# It logs where sound data (WAV: data, AIFF: SSND, AU) or the whole file (W64, RF64) ends early.
CUT_SHORT = re.compile(
    r"^\s*(?:data|SSND|Data Size|riff|Riff size)\s*:\s*(\d+)\s*\(should be (\d+)\)", re.MULTILINE
)
"""Groups: the bytes that the header promises, and those that are there."""

UNKNOWN_LENGTH = 2**48
"""Above every length in samples that a header can promise: libsndfile's word for "not known"."""
