"""The words that keep what rests on the demo corpus from being taken for a result."""

BANNER = "demo corpus: not a result"
"""What every page, figure and file that rests on the demo corpus has to show."""
