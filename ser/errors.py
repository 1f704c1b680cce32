"""The errors `ser` raises on purpose.

One root and few children, each also the built-in a caller would expect. A message is one line
that says what went wrong, what was received, what was expected and the next command to run;
the command line prints it and exits with status 2.
"""


class SerError(Exception):
    """Root of every error that `ser` raises on purpose."""


class BadValue(SerError, ValueError):
    """A name, number or setting outside what is allowed."""


class DataMissing(SerError, FileNotFoundError):
    """A corpus, clip, model folder or result that was asked for is not there."""


class DataDamaged(SerError, ValueError):
    """A file is there, but its content is not what its name or its record promises."""


class RunFailed(SerError, RuntimeError):
    """A run of an experiment ended before it was finished."""


class WorkEnded(SerError, RuntimeError):
    """A process that did part of the work was ended from outside."""
