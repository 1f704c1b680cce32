"""`python -m ser`, also installed as `ser`: the command line."""

import sys

from ser.commands import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
