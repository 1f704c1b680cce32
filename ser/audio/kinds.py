"""What a sound or film is that libsndfile does not know, by its first bytes."""

NEEDED = 400
"""Bytes that `kind_of` looks at."""

_PACKET = 188  # bytes, of an MPEG transport stream
_BEGINNINGS = (
    (b"#!AMR", "AMR"),
    (bytes.fromhex("3026b2758e66cf11"), "WMA or WMV"),
    (b"\0\0\1\xba", "a video"),
    (b"\0\0\1\xb3", "a video"),
    (b"\x1a\x45\xdf\xa3", "WebM or Matroska"),
)


def kind_of(head: bytes) -> str:
    """Return the kind of a file that begins with `head` in a word or two, "" where it is not one of these.

    The page on which the models listen names the same kinds, and those that Python reads and a browser does not.
    """
    if head[4:8] == b"ftyp":
        return "MP4 or M4A"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "a video"
    if len(head) > 2 * _PACKET and head[: 2 * _PACKET + 1 : _PACKET] == b"GGG":
        return "a video"
    return next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), "")
