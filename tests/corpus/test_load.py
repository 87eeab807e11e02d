"""Promises of corpus/load.py."""

import io
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from corpus.document import Document
from corpus.errors import UnreadableError
from corpus.load import READERS, find_files, load_bytes, load_file
from tests.corpus.shapes import SEEDS, needs_seeds, texts

PAGE = b"""<!doctype html><html><head><title>Chips  compared</title>
<meta property="og:site_name" content="Chip Weekly"><style>p {color: red}</style></head><body>
<nav>Home | About</nav><script>alert(1)</script>
<h1>Chips</h1><p>See the <a href="https://example.org">H100</a>, a <b>GPU</b>.</p>
<ul><li>fast<ul><li>very</li></ul></li></ul>
<table><tr><th>Chip</th><th>Memory</th></tr>
<tr><td rowspan="2">H100|H200</td><td>80 GB</td></tr><tr><td>141 GB</td></tr></table>
<dl><dt>Maker</dt><dd>NVIDIA</dd></dl>
<details><summary>Why?</summary>Because.</details><footer>All rights reserved</footer></body>
</html>"""


def pdf(text: str) -> bytes:
    """A PDF of one page that shows a line of text."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    return assembled(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))


def assembled(content: bytes, *, pages: int = 1, more: bytes = b"") -> bytes:
    """A PDF of pages that all have this content, and so much more in their dictionary."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * pages, pages),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> %s >>" % more,
        content,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 6\n0000000000 65535 f \n" + table
    return body + head + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(body)


def written(writer: PdfWriter) -> bytes:
    """The bytes of a PDF."""
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def docx() -> bytes:
    """A Word file with a heading, a paragraph and a table."""
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

    def run(words: str) -> str:
        return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"

    heading = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Phases</w:t></w:r></w:p>'
    row = "".join(f"<w:tc>{run(words)}</w:tc>" for words in ("Goal", "Teach"))
    body = f"{heading}{run('Training comes first.')}<w:tbl><w:tr>{row}</w:tr></w:tbl>"
    style = '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    kinds = "http://schemas.openxmlformats.org/package/2006/"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}content-types"><Override '
        f'PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{kinds}relationships"><Relationship Id="r" '
        f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{kinds}relationships">'
        f'<Relationship Id="s" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": f"<w:styles {word}>{style}</w:styles>",
        "word/document.xml": f"<w:document {word}><w:body>{body}</w:body></w:document>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@given(texts)
def test_text_files_keep_their_characters(text: str) -> None:
    """Only line ends change, so that offsets hold in the file opened as UTF-8."""
    data = text.encode()
    for suffix in (".txt", ".md"):
        try:
            document = load_bytes(data, f"a{suffix}")
        except UnreadableError:
            continue
        assert document.text == io.TextIOWrapper(io.BytesIO(data), encoding="utf-8").read()


def test_a_byte_order_mark_stays_and_front_matter_after_it_is_read() -> None:
    """What opens the file as UTF-8 sees the mark too; titles go without it."""
    document = load_bytes(b"\xef\xbb\xbf---\ntitle: T\n---\nWords.", "a.md")
    assert (document.text[0], document.title) == ("\ufeff", "T")
    assert load_bytes(b"\xef\xbb\xbfShort line\n\nWords.", "a.txt").title == "Short line"


def test_front_matter_names_title_and_publisher() -> None:
    """The text remains the whole file."""
    source = '---\ntitle: "A: B"\npublisher: Someone\n---\n# Other\n\nWords.'
    document = load_bytes(source.encode(), "folder/doc.md")
    assert document == Document("doc", "A: B", source, "markdown", "Someone")


@pytest.mark.parametrize(
    ("name", "source", "title"),
    [
        ("a.md", "```\n# no\n```\n## **Two** [phases](x) ##\n", "Two phases"),
        ("a.md", "only prose here.", "a"),
        (
            "a.txt",
            "A long first line that goes on and ends as a sentence.\nPhases\nMore.",
            "Phases",
        ),
        ("a.txt", "Only a sentence.", "a"),
        ("a.html", "<p>only prose</p>", "a"),
        ("a.html", "<h1>Head</h1><p>prose</p>", "Head"),
    ],
)
def test_title_falls_back(name: str, source: str, title: str) -> None:
    """First heading, else a first short line of plain text, else the id."""
    assert load_bytes(source.encode(), name).title == title


def test_html_keeps_structure_and_drops_furniture() -> None:
    """Headings, lists and tables become Markdown; scripts, styles, navigation and footers go."""
    document = load_bytes(PAGE, "page.htm")
    assert (document.title, document.publisher) == ("Chips compared", "Chip Weekly")
    assert document.markup == "markdown"
    lines = document.text.split("\n")
    expected = [
        "# Chips",
        "See the H100, a GPU.",
        "- fast",
        "  - very",
        "| Chip | Memory |",
        r"| H100\|H200 | 80 GB |",
        r"| H100\|H200 | 141 GB |",
        "- Maker: NVIDIA",
        "###### Why?",
    ]
    assert [line for line in expected if line not in lines] == []
    assert not any(word in document.text for word in ("alert", "color", "About", "reserved"))


@pytest.mark.parametrize(
    ("first", "headed"),
    [
        ("<td>Memory</td><td>16 GB</td>", False),
        ("<th>Memory</th><td>HBM3</td>", False),
        ("<th>Part</th><th>What</th>", True),
        ("<td>Parameter</td><td>Value</td>", True),
        ("<td></td><td>Osprey</td>", True),
        ("<td>Part</td><td>Osprey</td><td>Kite</td>", True),
    ],
)
def test_a_table_of_names_and_values_has_no_header(first: str, *, headed: bool) -> None:
    """Its first row is one of them, where nothing marks it as more."""
    width = first.count("</t")
    rows = [first, *(["<td>Power</td>" + "<td>75 W</td>" * (width - 1)] * 2)]
    source = "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    text = load_bytes(source.encode(), "sheet.html").text
    empty = {*text.split("\n")[0]} <= set("| ")
    assert empty != headed


@pytest.mark.parametrize("group", ["thead", "tbody", ""])
@pytest.mark.parametrize(
    "before", ["<caption>Table 1. Cards</caption>", "<colgroup><col></colgroup>"]
)
def test_a_table_is_one_whatever_stands_before_its_rows(before: str, group: str) -> None:
    """Neither a caption nor groups of columns or rows take its header from it."""
    start, end = (f"<{group}>", f"</{group}>") if group else ("", "")
    rows = "<tr><th>Card</th><th>Osprey</th></tr><tr><td>Memory</td><td>16 GB</td></tr>"
    text = load_bytes(f"<table>{before}{start}{rows}{end}</table>".encode(), "a.html").text
    assert text.removeprefix("Table 1. Cards\n\n").split("\n") == [
        "| Card | Osprey |",
        "| --- | --- |",
        "| Memory | 16 GB |",
    ]


def test_a_cell_across_a_whole_table_is_of_no_column() -> None:
    """Above the headers it is a caption; below them it heads the rows that follow."""
    rows = [
        '<tr><th colspan="3">All cards</th></tr>',
        '<tr><th></th><th colspan="2">Osprey</th></tr>',
        "<tr><th>Speed</th><th>FP8</th><th>INT8</th></tr>",
        '<tr><td colspan="3">At full load</td></tr>',
        "<tr><td>Tokens</td><td>12</td><td>20</td></tr>",
    ]
    text = load_bytes(f"<table>{''.join(rows)}</table>".encode(), "a.html").text
    assert text.split("\n") == [
        "All cards",
        "",
        "| Speed | Osprey | Osprey |",
        "| --- | --- | --- |",
        "| Speed | FP8 | INT8 |",
        "| **At full load** |  |  |",
        "| Tokens | 12 | 20 |",
    ]


def test_html_is_read_in_the_encoding_that_it_declares() -> None:
    """Without a declaration it is UTF-8."""
    page = '<meta charset="windows-1252"><p>50 € a café</p>'
    assert "50 € a café" in load_bytes(page.encode("windows-1252"), "a.html").text
    assert "50 € a café" in load_bytes("<p>50 € a café</p>".encode(), "a.html").text
    assert "50 € a café" in load_bytes("<p>50 € a café</p>".encode("utf-16"), "a.html").text


def test_word_files_become_markdown() -> None:
    """Headings and tables are kept."""
    document = load_bytes(docx(), "a.docx")
    assert document.text.startswith("# Phases\n\nTraining comes first.\n\n| Goal | Teach |")
    assert document.title == "Phases"


def test_pdf_text_is_read() -> None:
    """The text that a page shows."""
    assert load_bytes(pdf("Training comes first"), "a.pdf").text.strip() == "Training comes first"


@cache
def bad_files() -> dict[str, tuple[bytes, str]]:
    """Files that are no documents, and what the message about each must hold."""
    blank, locked = PdfWriter(), PdfWriter()
    blank.add_blank_page(100, 100)
    locked.add_blank_page(100, 100)
    locked.encrypt("secret", algorithm="AES-256")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(200_000_001))
    return {
        "empty.txt": (b"", "empty"),
        "blank.md": (b" \n\t\r\n ", "empty"),
        "signs.txt": (b"--- *** ---", "empty"),
        "nul.txt": (b"some\x00thing", "binary"),
        "control.md": (b"some\x01thing", "binary"),
        "latin.txt": ("a café".encode("latin-1"), "byte offset 5"),
        "wide.txt": ("words".encode("utf-16"), "UTF-16"),
        "wide32.txt": ("words".encode("utf-32"), "UTF-32"),
        "latin.html": (b"<p>caf\xe9</p>", "byte offset 6"),
        "empty.html": (b"<html><script>x</script></html>", "empty"),
        "scan.pdf": (written(blank), "OCR"),
        "locked.pdf": (written(locked), "encrypted"),
        "damaged.pdf": (pdf("x")[:60], "damaged"),
        "damaged.docx": (docx()[:200], "damaged"),
        "old.docx": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "encrypted"),
        "bomb.docx": (bomb.getvalue(), "unpacks to"),
        "sheet.xlsx": (b"PK", ".txt"),
        "README": (b"words", "no suffix"),
    }


@pytest.mark.parametrize("name", bad_files())
def test_what_is_no_document_is_refused_with_a_remedy(name: str, tmp_path: Path) -> None:
    """The message names the file and the reason; nothing but UnreadableError is raised."""
    data, reason = bad_files()[name]
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(UnreadableError) as caught:
        load_file(file)
    assert str(file) in caught.value.what
    assert reason in str(caught.value)
    assert caught.value.remedy


def test_encoding_errors_chain_their_cause() -> None:
    """A message says how to convert the file, the chain says why."""
    with pytest.raises(UnreadableError, match="iconv") as caught:
        load_bytes(b"caf\xe9", "a.txt")
    assert caught.value.__cause__ is not None
    assert isinstance(caught.value.__cause__.__cause__, UnicodeDecodeError)


def test_huge_files_are_refused_before_they_are_read(tmp_path: Path) -> None:
    """The limit is in the message; a file of just that size is read."""
    file = tmp_path / "a.txt"
    file.write_text("words " * 10)
    assert load_file(file, max_bytes=60).id == "a"
    with pytest.raises(UnreadableError, match="60 bytes, more than 59"):
        load_file(file, max_bytes=59)


def test_missing_files_and_folders_are_no_documents(tmp_path: Path) -> None:
    """Each is named."""
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(UnreadableError, match=path.name):
            load_file(path)


_CUT_SHORT = [PAGE, pdf("Training"), docx()]
_heads = st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe", b"---\n", b"<html>"])
_broken = st.sampled_from(_CUT_SHORT).flatmap(
    lambda data: st.integers(0, len(data)).map(lambda cut: data[:cut] + data[cut + 7 :])
)


@given(st.one_of(st.builds(bytes.__add__, _heads, st.binary(max_size=200)), _broken))
def test_any_bytes_give_a_document_or_a_clear_refusal(data: bytes) -> None:
    """No other error, whatever the suffix; the text can be written as UTF-8."""
    for suffix in READERS:
        try:
            document = load_bytes(data, f"x{suffix}")
        except UnreadableError:
            continue
        assert document.text.encode().strip()
        assert document.title


def test_folders_are_searched_in_order(tmp_path: Path) -> None:
    """Sub-folders too; hidden files, hidden folders and unknown suffixes are left out."""
    for name in ("b/two.TXT", "a/one.md", "a/skip.png", ".git/three.md", "a/.four.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("words")
    names = [file.name for file in find_files([tmp_path, tmp_path / "a" / "one.md"])]
    assert names == ["one.md", "two.TXT"]


def test_files_of_one_stem_are_refused(tmp_path: Path) -> None:
    """They would be one document: both are named."""
    for name in ("a.md", "a.txt"):
        (tmp_path / name).write_text("words")
    with pytest.raises(UnreadableError, match=r"a\.md.*a\.txt"):
        find_files([tmp_path])


def test_missing_paths_and_empty_folders_are_refused(tmp_path: Path) -> None:
    """A folder's message lists what can be read."""
    with pytest.raises(UnreadableError, match="none does not exist"):
        find_files([tmp_path / "none"])
    with pytest.raises(UnreadableError, match=r"nothing readable.*\.docx"):
        find_files([tmp_path])


@needs_seeds
def test_source_documents_are_read_as_they_are() -> None:
    """Five of them, character by character."""
    for file in find_files([SEEDS]):
        assert load_file(file).text == file.read_text(encoding="utf-8")
    assert len(find_files([SEEDS])) == 5
