import contextlib
import dataclasses
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from made_archives import holds, made_clips, made_corpus, made_manifest, start, wav, zipped

from ser.commands import main
from ser.corpora import CATALOGUE, download, fetching
from ser.corpora.download import Arrival, by_hand, terms
from ser.errors import BadValue, DataDamaged, DataMissing

CLIPS = made_clips()
ARCHIVE = zipped(CLIPS | {"README.txt": b"hello"})
FIRST = next(iter(CLIPS))
FIRST_CLIP = next(iter(made_manifest(CLIPS)))
MD5 = f"md5:{hashlib.md5(ARCHIVE, usedforsecurity=False).hexdigest()}"
PATIENCE = 60


class Server:
    """A real HTTP server on loopback; `answers` maps a path to what it does with a request.

    A request for a path without an answer gets 404. `half_sent` is set when a gated answer has sent
    its first half; it sends the second when `go_on` is set.
    """

    def __init__(self):
        self.answers, self.asked = {}, []
        self.half_sent, self.go_on = threading.Event(), threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                outer.asked.append((self.path, dict(self.headers)))
                self.close_connection = True
                answer = outer.answers.get(self.path.partition("?")[0])
                # Whom we serve may leave at any time: that is what some tests are about.
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self.send_error(404) if answer is None else answer(self)

            def end_headers(self):
                self.send_header("Connection", "close")
                super().end_headers()

            def log_message(self, *_):
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()

    def gated(self, request):
        """Send one half, then the other when the test says so."""
        head(request, len(ARCHIVE))
        request.wfile.write(ARCHIVE[: len(ARCHIVE) // 2])
        request.wfile.flush()
        self.half_sent.set()
        self.go_on.wait(PATIENCE)
        request.wfile.write(ARCHIVE[len(ARCHIVE) // 2 :])


def head(request, length=None, **more):
    request.send_response(200)
    if length is not None:
        request.send_header("Content-Length", str(length))
    for name, value in more.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()


def sends(content, *, announced=None):
    """An answer of `content`, which may announce another length; without one (False) the connection's end is the end."""

    def answer(request):
        head(request, None if announced is False else announced or len(content))
        request.wfile.write(content)

    return answer


def trickles(request):
    """Send in many small pieces, as a slow line does."""
    head(request, len(ARCHIVE))
    for place in range(0, len(ARCHIVE), 997):
        request.wfile.write(ARCHIVE[place : place + 997])
        request.wfile.flush()


def chunks(request, *, whole=True):
    """Send without a length, in chunks, as a server does that makes the archive on the way."""
    head(request, Transfer_Encoding="chunked")
    for place in range(0, len(ARCHIVE) if whole else 9_000, 3_000):
        piece = ARCHIVE[place : place + 3_000]
        request.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
    if whole:
        request.wfile.write(b"0\r\n\r\n")


@pytest.fixture
def server():
    made = Server()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def made_ravdess(monkeypatch):
    """The made corpus in RAVDESS's place, and no proxy on the way to loopback."""
    monkeypatch.setattr(download, "read_manifest", lambda _: made_manifest(CLIPS))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def to(tmp_path):
    return tmp_path / "corpora"


def get(to, url="", *, size=None, checksum="", **options) -> Arrival:
    return download.download(made_corpus(url, size=size, checksum=checksum), to, **options)


def arrived(to):
    return {path.removeprefix("RAVDESS/"): content for path, content in holds(to).items()}


def nothing_in(to):
    """Whether not even a hidden file or an empty folder is left."""
    return not to.exists() or not list(to.rglob("*"))


# What goes well


@pytest.mark.parametrize(
    "answer",
    [sends(ARCHIVE), trickles, chunks, sends(ARCHIVE, announced=False)],
    ids=["at once", "slow", "chunked", "no length"],
)
def test_a_corpus_arrives_whole(server, to, answer):
    server.answers["/a.zip"] = answer
    arrival = get(to, f"{server.url}/a.zip", size=len(ARCHIVE), checksum=MD5)
    assert arrival == Arrival(to / "RAVDESS", clips=8, expected=8, passed_over=1)
    assert arrived(to) == CLIPS
    assert len(server.asked) == 1


def test_the_query_of_an_address_is_sent_as_it_is(server, to):
    server.answers["/api/access/dataset/:persistentId/"] = chunks
    path = "/api/access/dataset/:persistentId/?persistentId=doi:10.5683/SP2/E8H2MF"
    assert get(to, server.url + path).clips == 8
    ((asked, headers),) = server.asked
    assert asked == path
    assert headers["Accept-Encoding"] == "identity"


def test_a_redirect_is_followed(server, to):
    def redirect(request):
        request.send_response(302)
        request.send_header("Location", "/b.zip")
        request.send_header("Content-Length", "0")
        request.end_headers()

    server.answers |= {"/a.zip": redirect, "/b.zip": sends(ARCHIVE)}
    assert get(to, f"{server.url}/a.zip", checksum=MD5).clips == 8


def test_a_corpus_that_is_there_whole_is_not_fetched_again(server, to):
    server.answers["/a.zip"] = sends(ARCHIVE)
    get(to, f"{server.url}/a.zip")
    arrival = get(to, f"{server.url}/a.zip")
    assert (arrival.fresh, arrival.clips, len(server.asked)) == (False, 8, 1)


def test_an_empty_folder_of_its_name_in_any_case_is_filled(server, to):
    (to / "ravdess").mkdir(parents=True)
    server.answers["/a.zip"] = sends(ARCHIVE)
    assert get(to, f"{server.url}/a.zip").folder == to / "ravdess"
    assert holds(to / "ravdess") == CLIPS
    assert [entry.name for entry in to.iterdir()] == ["ravdess"]


def test_what_else_lies_in_the_folder_stays(server, to):
    (to / "TESS").mkdir(parents=True)
    (to / "TESS" / "mine.wav").write_bytes(b"mine")
    server.answers["/a.zip"] = sends(ARCHIVE)
    get(to, f"{server.url}/a.zip")
    assert (to / "TESS" / "mine.wav").read_bytes() == b"mine"


def test_a_corpus_in_several_archives(server, to):
    pairs = list(CLIPS.items())
    server.answers |= {"/1.zip": sends(zipped(pairs[:5])), "/2.zip": sends(zipped(pairs[5:]))}
    corpus = made_corpus(f"{server.url}/1.zip")
    second = dataclasses.replace(corpus.archives[0], url=f"{server.url}/2.zip")
    corpus = dataclasses.replace(corpus, archives=(*corpus.archives, second))
    assert download.download(corpus, to).clips == 8


# Mirrors and files


@pytest.mark.parametrize(
    "form",
    [str, lambda path: path.as_uri(), lambda path: f"file://localhost{path}"],
    ids=["path", "file:///", "file://localhost"],
)
def test_an_archive_one_has(tmp_path, to, form):
    held = tmp_path / "with blanks & ümlauts.zip"
    held.write_bytes(ARCHIVE)
    source = form(held).replace(" ", "%20") if form is not str else str(held)
    assert get(to, "http://127.0.0.1:9/never-asked", source=source).clips == 8
    assert arrived(to) == CLIPS
    assert held.read_bytes() == ARCHIVE


def test_a_mirror_is_asked_in_place_of_the_official_server(server, to):
    server.answers["/mirror.zip"] = sends(ARCHIVE)
    arrival = get(
        to, f"{server.url}/official.zip", checksum=MD5, size=len(ARCHIVE), source=f"{server.url}/mirror.zip"
    )
    assert arrival.notes == ()
    assert [path for path, _ in server.asked] == ["/mirror.zip"]


def test_a_mirror_may_pack_the_same_clips_otherwise(server, to):
    server.answers["/mirror.zip"] = sends(zipped(CLIPS, method=zipfile.ZIP_STORED))
    arrival = get(to, f"{server.url}/official.zip", checksum=MD5, size=99, source=f"{server.url}/mirror.zip")
    assert arrived(to) == CLIPS
    assert len(arrival.notes) == 1
    assert "not the published one (md5 " in arrival.notes[0]


def test_what_is_no_address_and_no_file_is_refused(tmp_path, to, refuses):
    for source in ("ftp://host/a.zip", "s3://bucket/a.zip", "file://host/a.zip"):
        with refuses(BadValue, source, "https://, http:// or file:///"):
            get(to, source=source)
    for source in ("http://[::1", "http://"):
        with refuses(BadValue, source, "cannot read the address"):
            get(to, source=source)
    with refuses(DataMissing, "no file", tmp_path / "absent.zip"):
        get(to, source=str(tmp_path / "absent.zip"))
    with refuses(DataMissing, tmp_path, "is a folder", "ser data verify"):
        get(to, source=str(tmp_path))
    os.mkfifo(tmp_path / "pipe.zip")
    with refuses(DataMissing, "no file"):
        get(to, source=str(tmp_path / "pipe.zip"))
    assert nothing_in(to)


# What goes wrong on the way


def test_a_connection_that_breaks_off_leaves_nothing_and_the_next_try_succeeds(server, to, refuses):
    server.answers["/a.zip"] = sends(ARCHIVE[: len(ARCHIVE) // 2], announced=len(ARCHIVE))
    with refuses(DataMissing, f"{server.url}/a.zip", "broke off", "nothing was kept", "run it again"):
        get(to, f"{server.url}/a.zip", checksum=MD5)
    assert nothing_in(to)
    server.answers["/a.zip"] = sends(ARCHIVE)
    assert get(to, f"{server.url}/a.zip", checksum=MD5).clips == 8


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (lambda request: chunks(request, whole=False), DataMissing, "broke off"),
        (sends(ARCHIVE[:9_000], announced=False), DataDamaged, "cut short"),
        (sends(b"<html>maintenance</html>"), DataDamaged, "web page"),
        (sends(b""), DataDamaged, "no whole zip file"),
        (lambda request: request.send_error(500), DataMissing, "500 Internal Server Error"),
        (lambda request: request.send_error(403), DataMissing, "403 Forbidden"),
        (lambda request: None, DataMissing, "broke off"),
        (lambda request: request.wfile.write(b"SSH-2.0-OpenSSH\r\n"), DataMissing, "could not fetch"),
    ],
    ids=[
        "chunks break off",
        "ends early unannounced",
        "page",
        "empty",
        "500",
        "403",
        "says nothing",
        "no HTTP",
    ],
)
def test_a_bad_answer_is_one_line_and_leaves_nothing(server, to, refuses, answer, error, words):
    server.answers["/a.zip"] = answer
    with refuses(error, words):
        get(to, f"{server.url}/a.zip")
    assert nothing_in(to)


def test_an_address_that_is_not_there(server, to, refuses):
    with refuses(DataMissing, f"{server.url}/a.zip", "404", "--url"):
        get(to, f"{server.url}/a.zip")
    assert nothing_in(to)


def test_no_server_there(to, refuses):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with refuses(DataMissing, f"http://127.0.0.1:{port}/a.zip", "Connection refused"):
        get(to, f"http://127.0.0.1:{port}/a.zip")
    assert nothing_in(to)


def test_a_server_that_falls_silent_is_given_up(server, to, refuses, monkeypatch):
    monkeypatch.setattr(fetching, "_SILENCE", 0.2)
    server.answers["/a.zip"] = server.gated
    with refuses(DataMissing, "silent"):
        get(to, f"{server.url}/a.zip")
    assert nothing_in(to)


def test_another_checksum_than_the_published_one(server, to, refuses):
    server.answers["/a.zip"] = sends(ARCHIVE)
    with refuses(DataDamaged, f"{server.url}/a.zip", "md5:" + "0" * 32, "nothing was kept"):
        get(to, f"{server.url}/a.zip", checksum="md5:" + "0" * 32)
    assert nothing_in(to)


def test_more_bytes_than_the_archive_has(server, to, refuses):
    server.answers["/a.zip"] = sends(ARCHIVE)
    with refuses(DataDamaged, f"{len(ARCHIVE) - 1:,} bytes"):
        get(to, f"{server.url}/a.zip", size=len(ARCHIVE) - 1)
    assert nothing_in(to)


def test_a_stream_without_end_is_cut_off(server, to, refuses, monkeypatch):
    def pours(request):
        head(request)
        while True:
            request.wfile.write(bytes(2**16))

    monkeypatch.setattr(download, "_SLACK", 2**20)
    server.answers["/a.zip"] = pours
    with refuses(DataDamaged, "sends more than"):
        get(to, f"{server.url}/a.zip")
    assert nothing_in(to)


# What is wrong with the archive


@pytest.mark.parametrize("name", ["../escaped.wav", "/escaped.wav", "C:\\escaped.wav"])
def test_an_archive_that_climbs_out_is_refused_whole(server, to, tmp_path, refuses, name):
    server.answers["/a.zip"] = sends(zipped(CLIPS | {name: b"out"}))
    with refuses(DataDamaged, "would leave the folder"):
        get(to, f"{server.url}/a.zip", allow_missing=True)
    assert holds(tmp_path) == {}


def test_clips_that_are_missing_are_named(server, to, refuses):
    server.answers["/a.zip"] = sends(zipped(list(CLIPS.items())[1:]))
    with refuses(DataMissing, "1 missing of the 8 clips", FIRST_CLIP, "--allow-missing"):
        get(to, f"{server.url}/a.zip")
    assert nothing_in(to)


def test_clips_that_are_altered_are_named_before_those_that_are_missing(server, to, refuses):
    last = list(CLIPS)[-1]
    server.answers["/a.zip"] = sends(zipped({last: wav(0)} | dict(list(CLIPS.items())[4:7])))
    name = last.rpartition("/")[2].removesuffix(".wav")
    with refuses(
        DataDamaged,
        f"1 altered and 4 missing of the 8 clips of RAVDESS: RAVDESS/{name} (altered",
        "and 2 more",
    ):
        get(to, f"{server.url}/a.zip")
    assert nothing_in(to)


def test_with_allow_missing_the_whole_clips_arrive_and_the_others_are_named(server, to):
    pairs = list(CLIPS.items())[1:]
    server.answers["/a.zip"] = sends(
        zipped([*pairs, (FIRST, wav(0)), ("again/" + pairs[0][0], pairs[0][1])][1:])
    )
    arrival = get(to, f"{server.url}/a.zip", allow_missing=True)
    assert arrived(to) == dict(pairs)
    assert (arrival.clips, arrival.expected) == (7, 8)
    assert arrival.left_out == ((FIRST_CLIP, "altered: another SHA-256 than the manifest's"),)


def test_an_archive_of_something_else(server, to, refuses):
    server.answers["/a.zip"] = sends(zipped({"song.wav": wav(0), "readme": b""}))
    with refuses(DataDamaged, "no whole clip of RAVDESS", "2 files that are none"):
        get(to, f"{server.url}/a.zip", allow_missing=True)
    assert nothing_in(to)


# What is wrong with the place


def test_a_corpus_that_is_there_in_part_is_left_as_it_is(server, to, refuses):
    (to / "ravdess" / "Actor_01").mkdir(parents=True)
    (to / "ravdess" / FIRST).write_bytes(CLIPS[FIRST])
    server.answers["/a.zip"] = sends(ARCHIVE)
    with refuses(DataMissing, to / "ravdess", "1 of 8 clips", "ser data verify", "--to"):
        get(to, f"{server.url}/a.zip")
    assert holds(to) == {f"ravdess/{FIRST}": CLIPS[FIRST]}
    assert server.asked == []


def test_no_link_in_the_way_is_followed(server, to, tmp_path, refuses):
    outside = tmp_path / "outside"
    outside.mkdir()
    to.mkdir()
    server.answers["/a.zip"] = sends(ARCHIVE)
    for name, words in (("RAVDESS", "is there already"), (".RAVDESS.part", "is in the way")):
        (to / name).symlink_to(outside)
        with refuses(DataMissing, words):
            get(to, f"{server.url}/a.zip")
        (to / name).unlink()
    (to / ".RAVDESS.part").mkdir()
    (to / ".RAVDESS.part" / "old").symlink_to(outside)
    (outside / "mine").write_bytes(b"mine")
    get(to, f"{server.url}/a.zip")
    assert holds(outside) == {"mine": b"mine"}


def test_a_place_that_cannot_be_written(server, tmp_path, refuses):
    (tmp_path / "file").write_bytes(b"")
    with refuses(DataMissing, "could not be put in", tmp_path / "file", "--to"):
        get(tmp_path / "file" / "below", f"{server.url}/a.zip")


def test_a_folder_of_the_demo_corpus_is_no_place_for_a_real_one(to, refuses):
    to.mkdir()
    (to / "DEMO.json").write_text("{}")
    with refuses(BadValue, to, "demo corpus", "--to"):
        get(to, "http://127.0.0.1:9/")


def test_too_little_room_is_said_before_the_first_byte(server, to, refuses, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000))
    server.answers["/a.zip"] = sends(ARCHIVE)
    with refuses(DataMissing, "RAVDESS needs", "are free", "--to"):
        get(to, f"{server.url}/a.zip", size=len(ARCHIVE))
    assert server.asked == []
    assert nothing_in(to)


@pytest.fixture(params=["tmpfs", "file-size limit"])
def full_disk(request, tmp_path):
    """(folder, file-size limit or 0, the system's words): a place where 60 kB are all there is for a file."""
    if request.param == "file-size limit":
        yield tmp_path / "corpora", 60_000, "File too large"
        return
    place = tmp_path / "small"
    place.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=60k", "tmpfs", str(place)]
    if (
        mount is None
        or not sys.platform.startswith("linux")
        or subprocess.run(command, capture_output=True).returncode
    ):
        pytest.skip("no tmpfs may be mounted here; the file-size limit stands in for the full disk")
    yield place / "corpora", 0, "No space left on device"
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("stage", ["fetched", "unpacked"])
def test_a_disk_that_fills_up_leaves_nothing(server, tmp_path, full_disk, stage):
    place, limit, words = full_disk
    if stage == "fetched":
        clips, extra = CLIPS, {"video.mp4": wav(1, frames=50_000)}
    else:
        # Silence packs well: the archive has room where its clips have not.
        clips, extra = made_clips(frames=40_000, silent=True), {}
    content = zipped(clips | extra)
    server.answers["/a.zip"] = sends(content)
    assert (len(content) > 90_000) == (stage == "fetched")
    process = start(clips, "--to", place, url=f"{server.url}/a.zip", file_limit=limit, plenty=True)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2, errors
    assert len(errors.strip().splitlines()) == 1
    assert f"RAVDESS could not be put in {place}: {words}; nothing was kept; make room" in errors
    assert len(server.asked) == 1
    assert nothing_in(place)


# Several at once, and ends before the end


def test_of_two_downloads_at_once_one_is_told_to_wait(server, to):
    server.answers["/a.zip"] = server.gated
    first = start(CLIPS, "--to", to, url=f"{server.url}/a.zip")
    assert server.half_sent.wait(PATIENCE), first.communicate()
    second = start(CLIPS, "--to", to, url=f"{server.url}/a.zip")
    _, errors = second.communicate(timeout=PATIENCE)
    assert second.returncode == 2
    assert f"another download of RAVDESS into {to} is at work; wait for it" in errors
    server.go_on.set()
    _, errors = first.communicate(timeout=PATIENCE)
    assert (first.returncode, errors) == (0, "")
    assert arrived(to) == CLIPS
    assert [entry.name for entry in to.iterdir()] == ["RAVDESS"]


def test_two_downloads_that_start_together_leave_one_whole_corpus(server, to):
    server.answers["/a.zip"] = trickles
    both = [start(CLIPS, "--to", to, url=f"{server.url}/a.zip") for _ in range(2)]
    ends = [(process.communicate(timeout=PATIENCE)[1], process.returncode) for process in both]
    assert 0 in [status for _, status in ends], ends
    assert all(status == 0 or "is at work" in errors for errors, status in ends), ends
    assert arrived(to) == CLIPS
    assert [entry.name for entry in to.iterdir()] == ["RAVDESS"]


def test_many_downloads_in_turn_and_at_once_never_spoil_each_other(server, to):
    server.answers["/a.zip"] = sends(ARCHIVE)
    ends = []

    def again():
        for _ in range(5):
            try:
                ends.append(get(to, f"{server.url}/a.zip").clips)
            except DataMissing as error:
                ends.append("is at work" in str(error) or str(error))

    threads = [threading.Thread(target=again) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert set(ends) <= {8, True}
    assert 8 in ends
    assert arrived(to) == CLIPS
    assert [entry.name for entry in to.iterdir()] == ["RAVDESS"]


def test_a_workplace_that_goes_away_as_we_come_to_it_is_made_anew(server, to, monkeypatch):
    server.answers["/a.zip"] = sends(ARCHIVE)
    make, turned_away = Path.mkdir, []

    def there_and_gone(path, *arguments, **options):
        if path.name == ".RAVDESS.part" and not turned_away:
            turned_away.append(path)
            raise FileExistsError(path)
        make(path, *arguments, **options)

    monkeypatch.setattr(Path, "mkdir", there_and_gone)
    get(to, f"{server.url}/a.zip")
    assert turned_away
    assert arrived(to) == CLIPS


def test_the_licence_stands_there_before_the_first_byte(server, to):
    server.answers["/a.zip"] = server.gated
    process = start(CLIPS, "--to", to, url=f"{server.url}/a.zip")
    assert server.half_sent.wait(PATIENCE), process.communicate()
    shown = os.read(process.stdout.fileno(), 2**16).decode()
    assert CATALOGUE["RAVDESS"].licence in shown
    assert CATALOGUE["RAVDESS"].citation in shown
    assert server.url in shown
    server.go_on.set()
    _, errors = process.communicate(timeout=PATIENCE)
    # Not on a terminal: no bar in what may be a log.
    assert (process.returncode, errors) == (0, "")


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGKILL, -9)],
    ids=["SIGTERM", "SIGINT", "SIGKILL"],
)
def test_one_that_is_stopped_on_the_way_leaves_no_corpus_and_blocks_nobody(server, to, number, status):
    server.answers["/a.zip"] = server.gated
    process = start(CLIPS, "--to", to, url=f"{server.url}/a.zip")
    assert server.half_sent.wait(PATIENCE), process.communicate()
    process.send_signal(number)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == status
    if number == signal.SIGKILL:
        # It could not sweep behind itself; what it left is hidden, and no corpus.
        assert [entry.name for entry in to.iterdir()] == [".RAVDESS.part"]
    else:
        assert nothing_in(to)
        assert len(errors.strip().splitlines()) == 1
        assert "stopped" in errors
    server.answers["/a.zip"] = sends(ARCHIVE)
    get(to, f"{server.url}/a.zip")
    assert arrived(to) == CLIPS
    assert [entry.name for entry in to.iterdir()] == ["RAVDESS"]


# The command


@pytest.fixture
def ser(capsys, monkeypatch):
    """Return a function that runs `ser data download ARGUMENTS`: (status, printed, on standard error)."""
    monkeypatch.delenv("SER_DATA", raising=False)

    def run(*arguments):
        status = main(["data", "download", *map(str, arguments)])
        return status, *capsys.readouterr()

    return run


def test_the_command_says_what_arrived(server, to, ser, monkeypatch):
    extra = {f"again/{FIRST}": CLIPS[FIRST], "licence.txt": b""}
    server.answers["/a.zip"] = sends(zipped(CLIPS | extra))
    monkeypatch.setitem(CATALOGUE, "RAVDESS", made_corpus(f"{server.url}/a.zip"))
    status, printed, errors = ser("RAVDESS", "--to", to)
    assert (status, errors) == (0, "")
    assert f"RAVDESS: 8 of 8 clips in {to / 'RAVDESS'}, each checked by SHA-256" in printed
    assert "1 files are second copies" in printed
    assert "1 files are no clip" in printed
    assert printed.endswith(f"next: ser data verify {to}\n")
    status, printed, errors = ser("ravdess", "--to", to)
    assert (status, errors) == (0, "")
    assert f"is there already, whole: 8 clips in {to / 'RAVDESS'}" in printed


def test_the_command_names_what_it_left_out(server, to, ser):
    server.answers["/a.zip"] = sends(zipped(list(CLIPS.items())[1:]))
    arguments = ("ravdess", "--to", to, "--url", f"{server.url}/a.zip")
    status, _, errors = ser(*arguments)
    assert (status, len(errors.splitlines())) == (2, 1)
    status, printed, _ = ser(*arguments, "--allow-missing")
    assert status == 0
    assert f"left out: {FIRST_CLIP} (missing)" in printed


def test_a_corpus_by_registration_says_the_steps_and_takes_the_archive(tmp_path, to, ser, monkeypatch):
    status, printed, errors = ser("savee", "--to", to)
    assert status == 2
    assert CATALOGUE["SAVEE"].licence in printed
    assert len(errors.splitlines()) == 1
    assert CATALOGUE["SAVEE"].registration in errors
    assert f"`ser data download savee --archive AudioData.zip --to {to}`" in errors
    assert not to.exists()

    clips = {path: wav(seed) for seed, path in enumerate(("DC/a01.wav", "JE/a01.wav", "KL/n30.wav"))}
    monkeypatch.setattr(download, "read_manifest", lambda _: made_manifest(clips, "SAVEE"))
    held = tmp_path / "AudioData.zip"
    held.write_bytes(
        zipped(
            {f"AudioData/{path}": content for path, content in clips.items()} | {"AudioData/Info.txt": b""}
        )
    )
    status, printed, errors = ser("savee", "--to", to, "--archive", held)
    assert (status, errors) == (0, "")
    assert holds(to / "SAVEE") == clips


def test_a_corpus_that_no_program_may_fetch_says_what_to_do(to, ser):
    for corpus in CATALOGUE.values():
        if by_hand(corpus, to):
            status, printed, errors = ser(corpus.name, "--to", to)
            assert status == 2
            assert printed.startswith(terms(corpus))
            assert len(errors.splitlines()) == 1
            assert f"{corpus.name} does not come by itself: " in errors
            assert ("--archive" if corpus.archives else str(to / corpus.name)) in errors
            assert not to.exists()


def test_a_corpus_without_known_hashes_takes_no_archive(tmp_path, to, refuses, monkeypatch):
    (tmp_path / "a.zip").write_bytes(ARCHIVE)
    monkeypatch.setattr(download, "read_manifest", lambda _: None)
    with refuses(DataMissing, "cannot be checked", "by hand", to / "RAVDESS"):
        get(to, source=str(tmp_path / "a.zip"))
    assert not to.exists()


def test_an_unknown_corpus(ser):
    status, _, errors = ser("radvess")
    assert status == 2
    assert "unknown corpus 'radvess'; expected one of ravdess, tess, savee" in errors


def test_the_official_archives_are_those_of_the_catalogue():
    assert by_hand(CATALOGUE["RAVDESS"], Path("corpora")) == by_hand(CATALOGUE["TESS"], Path("corpora")) == ""
    (archive,) = CATALOGUE["RAVDESS"].archives
    assert (archive.bytes, archive.checksum) == (208_468_073, "md5:bc696df654c87fed845eb13823edef8a")
    assert archive.url.startswith("https://zenodo.org/") and "1188976" in archive.url
    (archive,) = CATALOGUE["TESS"].archives
    assert archive.url.startswith("https://borealisdata.ca/api/access/dataset/:persistentId/")
    assert archive.url.endswith("doi:10.5683/SP2/E8H2MF")
