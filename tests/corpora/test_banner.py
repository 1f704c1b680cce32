"""The words that mark made clips stand in one place."""

from pathlib import Path

import ser
from ser.corpora.banner import BANNER


def test_the_words_are_typed_once():
    package = Path(ser.__file__).parent
    typed = [path for path in package.rglob("*.py") if BANNER in path.read_text("utf-8").lower()]
    assert [path.relative_to(package).as_posix() for path in typed] == ["corpora/banner.py"]
