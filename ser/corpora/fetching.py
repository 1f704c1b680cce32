"""One archive over HTTP, by pooch: whole and with its published checksum, or not at all."""

import contextlib
from pathlib import Path
from typing import IO

from tqdm import tqdm

from ser.corpora.corpus import Archive
from ser.errors import BadValue, DataDamaged, DataMissing, SerError

_SILENCE = 60.0
"""Seconds without a byte after which a server is given up."""
_CHUNK = 2**16
_HEADERS = {
    # A zip file gains nothing by being compressed again, and its size is then the announced one.
    "Accept-Encoding": "identity",
    "User-Agent": "ser-companion (https://doi.org/10.3390/ijerph20065140)",
}


def fetch(archive: Archive, target: Path, *, limit: int, progress: bool = False) -> Path:
    """Fetch `archive.url` to the file `target`, in at most `limit` bytes; pooch removes what is in part.

    Raises:
        BadValue: the address cannot be read as one.
        DataMissing: the server does not answer, refuses, or breaks off.
        DataDamaged: more bytes than `limit`, or another checksum than `archive.checksum`.
        OSError: the file cannot be written.
    """
    import pooch
    import requests

    def download(url: str, output_file: str, _: object) -> None:
        with (
            contextlib.ExitStack() as answers,
            open(output_file, "wb") as handle,
            tqdm(desc=archive.file or url, unit="B", unit_scale=True, disable=not progress) as bar,
        ):

            def close_at_the_end(answer: requests.Response, **_: object) -> None:
                # pooch leaves one that it gives up open.
                answers.callback(answer.close)

            measured = _Measured(handle, bar, url=url, limit=limit)
            ask = pooch.HTTPDownloader(
                measured,
                chunk_size=_CHUNK,
                timeout=_SILENCE,
                headers=_HEADERS,
                hooks={"response": close_at_the_end},
            )
            ask(url, measured, None)

    log = pooch.get_logger()
    level = log.level
    log.setLevel("WARNING")
    try:
        pooch.retrieve(
            archive.url,
            known_hash=archive.checksum or None,
            fname=target.name,
            path=target.parent,
            downloader=download,
        )
    except SerError:
        raise
    except requests.exceptions.InvalidURL as error:
        raise BadValue(
            f"cannot read the address {archive.url}; expected https://<server>/<file>; check --url"
        ) from error
    except requests.RequestException as error:
        raise DataMissing(
            f"could not fetch {archive.url}: {_reason(error)}; nothing was kept; run it again, "
            "or name a mirror or a file with --url"
        ) from error
    except ValueError as error:
        raise DataDamaged(
            f"{archive.url} has not the checksum published for it, {archive.checksum or 'none'}; nothing was kept; "
            "run it again, or name a mirror or a file with --url"
        ) from error
    finally:
        log.setLevel(level)
    return target


class _Measured:
    """The file pooch writes to and the bar it sets the length of, in one: it stops beyond `limit` bytes.

    pooch moves its bars by the size it asked for, whatever came; a server that sends small pieces would
    look many times faster than it is. So the bytes are counted where they are written.
    """

    def __init__(self, handle: IO[bytes], bar: tqdm, *, url: str, limit: int) -> None:
        self.total = 0
        self._handle, self._bar, self._url, self._limit = handle, bar, url, limit
        self._bytes = 0

    def write(self, chunk: bytes) -> None:
        self._bytes += len(chunk)
        if max(self._bytes, self.total) > self._limit:
            raise DataDamaged(
                f"{self._url} sends more than the {self._limit:,} bytes expected at most; nothing was kept; "
                "check the address, or name a mirror or a file with --url"
            )
        self._handle.write(chunk)
        self._bar.total = self.total or None
        self._bar.update(len(chunk))

    def flush(self) -> None:
        self._handle.flush()

    def update(self, step: int) -> None:
        """Do nothing: the bytes are counted where they are written."""

    def reset(self) -> None:
        """Do nothing, as `update`."""

    def close(self) -> None:
        """Do nothing: the file and the bar belong to `fetch`."""


def _reason(error: Exception) -> str:
    """Return in a few words why a request failed; what requests itself says spans lines."""
    import requests

    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answered {error.response.status_code} {error.response.reason}".rstrip()
    if isinstance(error, requests.Timeout) or "timed out" in str(error):
        return f"the server was silent for {_SILENCE:.0f} seconds"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
        cause = cause.__cause__ or cause.__context__
    broken = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)
    return "the connection broke off" if isinstance(error, broken) else type(error).__name__
