"""Promises of corpus/isolated.py and confined.py: hostile files harm nothing but themselves."""

import io
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import pytest

from corpus.errors import UnreadableError
from corpus.isolated import Limits, Reading
from corpus.load import load_bytes
from corpus.reading.pdf import MAX_PAGES
from tests.corpus.test_load import PAGE, assembled, docx, pdf

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TIGHT = Limits(memory=400_000_000, seconds=1, text=2_000_000, workers=2)


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    """Readers with tight limits, warm."""
    with Reading(TIGHT) as reading:
        reading.warm()
        yield reading


def with_document(xml: bytes) -> bytes:
    """A Word file whose text is this XML."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx())) as sound,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as hostile,
    ):
        for name in sound.namelist():
            hostile.writestr(name, xml if name == "word/document.xml" else sound.read(name))
    return file.getvalue()


def with_stream(filters: bytes, stream: bytes) -> bytes:
    """A PDF whose page shows what this stream holds, as its filters unpack it."""
    head = b"<< /Length %d /Filter %s >>\nstream\n" % (len(stream), filters)
    return assembled(head + stream + b"\nendstream")


def laughs() -> bytes:
    """Entities that grow tenfold at each of ten levels."""
    levels = b"".join(
        b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 11)
    )
    body = f"<w:document {WORD}><w:body><w:p><w:r><w:t>&l10;</w:t></w:r></w:p></w:body>"
    head = b'<!DOCTYPE w:document [<!ENTITY l0 "ha">' + levels + b"]>"
    return with_document(head + body.encode() + b"</w:document>")


def long_document() -> bytes:
    """Seventy megabytes of paragraphs, in a file of a quarter of one."""
    words = b"<w:p><w:r><w:t>a</w:t></w:r></w:p>"
    body = f"<w:document {WORD}><w:body>".encode()
    return with_document(body + words * 2_000_000 + b"</w:body></w:document>")


def packed(data: bytes, times: int) -> bytes:
    """The data, deflated so many times over."""
    for _ in range(times):
        data = zlib.compress(data, 6)
    return data


SHOWN = b"BT /F1 12 Tf 72 720 Td (words) Tj ET\n"
PLAIN = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(SHOWN), SHOWN)
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "zeros.docx": (lambda: with_document(b"\0" * 250_000_000), "unpacks to"),
    "long.docx": (long_document, "takes more than"),
    "laughs.docx": (laughs, "is damaged"),
    "huge.pdf": (
        lambda: with_stream(b"/FlateDecode", packed(SHOWN * 2_500_000, 1)),
        "is damaged",
    ),
    "nested.pdf": (
        lambda: with_stream(b"[/FlateDecode /FlateDecode]", packed(SHOWN * 2_500_000, 2)),
        "is damaged",
    ),
    "slow.pdf": (
        lambda: with_stream(b"/FlateDecode", packed(SHOWN * 1_500_000, 1)),
        "takes more than",
    ),
    "deep.pdf": (lambda: assembled(PLAIN, more=b"/A " + b"[" * 300_000), "is damaged"),
    "pages.pdf": (lambda: assembled(PLAIN, pages=MAX_PAGES + 1), "5,001 pages"),
    "deep.html": (lambda: b"<div>" * 3_000_000 + b"words", "takes more than"),
    "wide.html": (lambda: b"<p>words words</p>\n" * 900_000, "takes more than"),
    "long.txt": (lambda: b"words " * 400_000, "bytes of text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_time_and_the_next_is_read(
    reading: Reading, name: str
) -> None:
    """It is named, with a remedy; what it broke or held is not there for the next file."""
    make, reason = HOSTILE[name]
    data = make()
    assert len(data) < 20_000_000
    began = perf_counter()
    with pytest.raises(UnreadableError) as caught:
        reading.load_bytes(data, name)
    assert perf_counter() - began < 2 * TIGHT.seconds + 10
    assert caught.value.what.startswith(name)
    assert reason in caught.value.what
    assert caught.value.remedy
    assert reading.load_bytes(b"<p>Words.</p>", "next.html").text == "Words."


def test_memory_has_a_limit() -> None:
    """A page of millions of elements is ended by it, long before its time is up."""
    small = Limits(memory=150_000_000, seconds=60)
    with Reading(small) as reading, pytest.raises(UnreadableError, match="of memory"):
        reading.load_bytes(b"<p>words</p>" * 500_000, "a.html")


def test_entities_from_outside_are_not_fetched(reading: Reading, tmp_path: Path) -> None:
    """A file of the server does not become part of what is read."""
    (tmp_path / "secret.txt").write_text("the secret", encoding="utf-8")
    head = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    body = f"<w:document {WORD}><w:body><w:p><w:r><w:t>A &x; b</w:t></w:r></w:p></w:body>"
    data = with_document(f"{head}{body}</w:document>".encode())
    try:
        text = reading.load_bytes(data, "a.docx").text
    except UnreadableError as error:
        text = str(error)
    assert "the secret" not in text


def test_files_are_read_as_they_are_without_it(reading: Reading) -> None:
    """The same document or the same words against it, for every format; from many threads."""
    files = {
        "page.html": PAGE,
        "page.htm": '<meta charset="shift_jis"><p>学習と推論</p>'.encode("shift_jis"),
        "a.pdf": pdf("Training and inference"),
        "b.docx": docx(),
        "c.md": b"---\ntitle: T\npublisher: P\n---\n# A\n\nWords \xf0\x9f\x98\x80.",
        "d.txt": b"Phases\r\nWords.",
        "e.txt": b"\xff\xfe\x00",
        "f.pdf": b"%PDF-1.4 no",
        "g.docx": b"PK no",
        "h.exe": b"MZ",
        "i.txt": b" ",
    }

    def outcome(load: Callable[[bytes, str], object], name: str) -> object:
        try:
            return load(files[name], name)
        except UnreadableError as error:
            return str(error)

    with ThreadPoolExecutor(4) as threads:
        apart = list(threads.map(lambda name: outcome(reading.load_bytes, name), files))
    assert apart == [outcome(load_bytes, name) for name in files]


def test_a_size_limit_is_kept(reading: Reading) -> None:
    """The caller's, as without it."""
    with pytest.raises(UnreadableError, match="4 bytes, more than 3"):
        reading.load_bytes(b"word", "a.txt", max_bytes=3)


def test_reading_apart_is_quick(reading: Reading) -> None:
    """No process is started for each file."""
    reading.load_bytes(b"words", "a.txt")
    began = perf_counter()
    for _ in range(10):
        reading.load_bytes(b"words", "a.txt")
    assert (perf_counter() - began) / 10 < 0.3


def test_a_child_can_open_nothing_and_start_nothing() -> None:
    """Neither a connection nor a file nor a program, whatever code runs in it."""
    code = """
import os, socket, sys, subprocess
from corpus.confined import _shut_in
reading, writing = os.pipe()
if os.fork():
    os.close(writing)
    sys.stdout.write(os.fdopen(reading).read())
    sys.exit()
_shut_in(dict(cpu=5, memory=1 << 30, seconds=10.0, name="", size=0, max_bytes=1, most=1), writing)
def attempt(action):
    try:
        action()
    except OSError:
        return "refused"
    return "done"
tried = (
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    lambda: open("/etc/hostname"),
    lambda: open("/tmp/phasebook-test", "w"),
    lambda: subprocess.run([sys.executable, "--version"]),
)
os.write(0, " ".join(attempt(action) for action in tried).encode())
os._exit(0)
"""
    ended = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() == ["refused"] * 5


def test_nothing_is_left_when_it_is_closed() -> None:
    """The process ends, and takes no further file."""
    reading = Reading(TIGHT)
    reading.warm()
    [worker] = reading._idle
    reading.close()
    assert not worker.alive


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_the_first_file_of_a_process_is_read_as_any_other(suffix: str) -> None:
    """What its title is chosen by was loaded before: the child itself can open nothing."""
    with Reading() as reading:
        read = reading.load_bytes(b"Home\nOn chips\n\nAn H100 has 80 GB.", f"notes{suffix}")
    assert read == load_bytes(b"Home\nOn chips\n\nAn H100 has 80 GB.", f"notes{suffix}")
