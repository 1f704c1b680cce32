"""Rebuild and measure "Speech Emotion Recognition Using Attention Model" (Singh, Saheer & Faust 2023).

The package is one staircase that data climb once: corpora, audio, features, splits, models,
training, evaluation, experiments, results, claims, plots, pages, exercises, command line. A step imports
those below it alone; `tests/test_staircase.py` holds it to that.
"""

__version__ = "0.1.0"
