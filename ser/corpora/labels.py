"""The eight emotions of the paper in one frozen order, which every array of labels uses.

The order is that of the RAVDESS emotion codes 01 to 08 (Livingstone & Russo 2018).
"""

EMOTIONS: tuple[str, ...] = (
    "neutral",
    "calm",
    "happy",
    "sad",
    "angry",
    "fearful",
    "disgust",
    "surprised",
)
