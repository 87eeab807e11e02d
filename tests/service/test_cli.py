"""The command line: what it prints, where, and how it exits."""

import json
from pathlib import Path

import pytest

from service.cli import run
from service.graph.export import FORMATS
from service.settings import PREFIX, Settings
from service.version import __version__
from tests.service.conftest import PAGES

QUESTION = "How much memory does the H200 have?"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing set by whoever runs the tests, and no index of theirs."""
    for name in (*Settings.model_fields, "config"):
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))


@pytest.fixture
def _here(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small index is the one in use."""
    monkeypatch.setenv("PHASEBOOK_INDEX", str(small_index))


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that succeeds prints; it says nothing on standard error."""
    assert run(arguments) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that cannot be done says: one line, nothing on standard output."""
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("phasebook: ")
    assert err.count("\n") == 1
    return err


@pytest.mark.usefixtures("_here")
def test_an_answer_has_numbered_quotes_and_facts(capsys: pytest.CaptureFixture[str]) -> None:
    """The answer, then each citation with document and section, then the facts; no colours."""
    out = output(capsys, "ask", QUESTION)
    assert "141 GB" in out
    assert "[1] Accelerators" in out
    assert "(chips, " in out
    assert "Facts" in out
    assert "\x1b" not in out


@pytest.mark.usefixtures("_here")
def test_a_refusal_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """It exits 0, says that the documents do not say, and shows the nearest passages."""
    out = output(capsys, "ask", "Who founded the city of Rome?")
    assert "These documents do not say this." in out
    assert "Nearest passages" in out


@pytest.mark.usefixtures("_here")
def test_explain_shows_what_was_considered(capsys: pytest.CaptureFixture[str]) -> None:
    """On the terminal and as JSON; nothing of it where it is not asked for."""
    assert "Sentences weighed" in output(capsys, "ask", QUESTION, "--explain")
    assert "Sentences weighed" not in output(capsys, "ask", QUESTION)
    told = json.loads(output(capsys, "ask", QUESTION, "--explain", "--json"))
    assert told["explanation"]["question"]["kind"] == "quantity"
    assert json.loads(output(capsys, "ask", QUESTION, "--json"))["explanation"] is None


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (["ask", QUESTION], {"answer", "citations", "facts", "passages", "index"}),
        (["search", "memory", "-k", "1"], {"query", "passages", "took_ms"}),
        (["show", "inference"], {"id", "label", "type", "names", "claims"}),
        (["path", "NVIDIA H200", "inference"], {"source", "target", "paths"}),
        (["compare"], {"left", "right", "aspects"}),
        (["config"], set(Settings.model_fields)),
    ],
)
def test_json_is_json(
    capsys: pytest.CaptureFixture[str], arguments: list[str], keys: set[str]
) -> None:
    """Nothing else is printed, and no line is cut."""
    assert keys <= set(json.loads(output(capsys, *arguments, "--json")))


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["search", "memory of accelerators"], "141 GB"),
        (["show", "inference"], "200 ms"),
        (["show", "inference", "--limit", "1"], "more (--limit"),
        (["path", "NVIDIA H200", "inference"], "“"),
        (["compare"], "256-512 samples"),
        (["config"], "PHASEBOOK_INDEX"),
    ],
)
def test_people_can_read_it(
    capsys: pytest.CaptureFixture[str], arguments: list[str], expected: str
) -> None:
    """The words of the documents, plain."""
    out = output(capsys, *arguments)
    assert expected in out
    assert "\x1b" not in out


@pytest.mark.usefixtures("_here")
def test_piped_lines_are_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """A passage stands in one line, however long."""
    words = " ".join(PAGES["phases.md"].partition("## Latency")[2].split())
    assert words in output(capsys, "search", "latency", "-k", "50")


@pytest.mark.usefixtures("_here")
def test_an_export_goes_to_a_file_or_to_standard_output(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The same bytes; a message about the file on standard error."""
    file = tmp_path / "graph.nt"
    assert run(["export", "--format", "ntriples", "-o", str(file)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert str(file) in err
    assert output(capsys, "export", "--format", "ntriples").encode() == file.read_bytes()


@pytest.mark.usefixtures("_here")
def test_an_export_goes_to_a_file_a_document(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """All of these together are the lines of the whole."""
    folder = tmp_path / "quads"
    assert run(["export", "--each", "-o", str(folder)]) == 0
    assert str(folder) in capsys.readouterr().err
    files = sorted((folder / "documents").iterdir())
    assert [file.stem for file in files] == sorted(Path(name).stem for name in PAGES)
    texts = [file.read_text(encoding="utf-8") for file in (folder / "shared.nq", *files)]
    lines = [line for text in texts for line in text.splitlines(keepends=True)]
    assert "".join(sorted(lines)) == output(capsys, "export", "--format", "nquads")
    assert "-o FOLDER" in complaint(capsys, "export", "--each")
    assert "'turtle'" in complaint(capsys, "export", "--each", "-f", "turtle", "-o", str(folder))


@pytest.mark.usefixtures("_here")
def test_every_format_of_the_design_is_offered(capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown one is refused with their names, which the help lists, too."""
    names = ["turtle", "trig", "nquads", "ntriples", "json-ld", "rdfxml", "graphml", "csv"]
    assert {*names, "cytoscape"} <= set(FORMATS)
    err = complaint(capsys, "export", "--format", "word")
    assert all(name in err for name in FORMATS)
    assert run(["export", "--help"]) == 0
    text = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert all(name in text for name in FORMATS)


def test_a_build_says_what_it_did(
    capsys: pytest.CaptureFixture[str], pages: Path, tmp_path: Path
) -> None:
    """Exit 0 and the counts, as text or JSON."""
    index = str(tmp_path / "index")
    assert "2 documents" in output(capsys, "build", "--index", index, str(pages))
    report = json.loads(output(capsys, "build", "--index", index, "--json", str(pages)))
    assert (report["documents"], report["skipped"]) == (2, [])


def test_a_skipped_file_is_reported(
    capsys: pytest.CaptureFixture[str], pages: Path, tmp_path: Path
) -> None:
    """Exit 1, or 0 with --keep-going; the rest is indexed all the same."""
    empty = tmp_path / "empty.txt"
    empty.touch()
    arguments = ["build", "--index", str(tmp_path / "index"), str(pages), str(empty)]
    assert run(arguments) == 1
    out, err = capsys.readouterr()
    assert "2 documents" in out
    assert str(empty) in err
    assert run([*arguments, "--keep-going"]) == 0


def test_nothing_to_index_leaves_the_index_as_it_was(
    capsys: pytest.CaptureFixture[str], pages: Path, tmp_path: Path
) -> None:
    """Exit 2 for a missing file; what was indexed before still answers."""
    index = str(tmp_path / "index")
    output(capsys, "build", "--index", index, str(pages))
    assert "nowhere.md" in complaint(capsys, "build", "--index", index, "nowhere.md")
    assert "141 GB" in output(capsys, "ask", "--index", index, QUESTION)


@pytest.mark.parametrize("command", [["ask", "Why?"], ["show", "x"], ["export", "-f", "turtle"]])
def test_an_index_that_is_not_there_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: list[str]
) -> None:
    """With the command that makes it; none is made behind the user's back."""
    folder = tmp_path / "nothing"
    err = complaint(capsys, *command, "--index", str(folder))
    assert f"phasebook build --index {folder}" in err
    assert not folder.exists()


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["ask", ""], "2,000 characters"),
        (["ask", "why " * 2500], "10,000 characters"),
        (["ask", "broken \udcff"], "UTF-8"),
        (["ask"], "question"),
        (["ask", "Why?", "--top-k", "0"], "--top-k"),
        (["ask", "Why?", "--model", "no/such/model"], "no/such/model"),
        (["search", " "], "2,000 characters"),
        (["show", "infrence"], "'inference'"),
        (["path", "nothing", "inference"], "nothing"),
        (["compare", "--left"], "--left"),
        (["serve", "--port", "70000"], "70000"),
        (["dance"], "dance"),
    ],
)
def test_bad_input_is_named(
    capsys: pytest.CaptureFixture[str], arguments: list[str], named: str
) -> None:
    """One line on standard error, exit 2."""
    assert named in complaint(capsys, *arguments)


@pytest.mark.usefixtures("_here")
def test_a_folder_for_collections_must_be_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything slow is loaded."""
    assert "'nowhere'" in complaint(capsys, "serve", "--port", "0", "--collections", "nowhere")


def test_a_file_that_cannot_be_written_is_named(
    capsys: pytest.CaptureFixture[str], small_index: Path, tmp_path: Path
) -> None:
    """An export to where no folder is."""
    target = str(tmp_path / "no" / "graph.ttl")
    arguments = ["export", "-f", "turtle", "-o", target, "--index", str(small_index)]
    assert target in complaint(capsys, *arguments)


@pytest.mark.parametrize("arguments", [["version"], ["--version"]])
def test_the_version_is_printed(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """From the one place that holds it."""
    assert output(capsys, *arguments) == f"phasebook {__version__}\n"


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """Every command is in it, with examples."""
    out = output(capsys)
    assert "phasebook ask" in out
    commands = ("build", "ask", "search", "show", "path", "compare", "export", "serve", "eval")
    for command in commands:
        assert f"│ {command} " in out
        assert f"phasebook {command}" in output(capsys, command, "--help")


def test_no_document_can_steer_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Escape sequences in a text are shown as such, not sent."""
    page = tmp_path / "page.md"
    page.write_text(PAGES["chips.md"].replace("runs", "\x1b[2Jruns"), encoding="utf-8")
    index = str(tmp_path / "index")
    if run(["build", "--index", index, str(page)]) == 0:  # else such a file is refused: also safe
        assert run(["search", "--index", index, "inference runs"]) == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.usefixtures("_here")
def test_an_export_is_told_as_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With a file: what was written; without: the graph itself."""
    file = tmp_path / "graph.ttl"
    told = json.loads(output(capsys, "export", "-o", str(file), "--json"))
    assert told == {"file": str(file), "format": "turtle", "bytes": file.stat().st_size}
    assert json.loads(output(capsys, "export", "--json"))["elements"]["nodes"]
