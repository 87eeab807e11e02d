"""The commands that look after an index: what they print, and how they exit."""

import json
import shutil
from pathlib import Path

import pytest

from corpus.opening import FILE
from corpus.store import Store
from retrieval import vectors
from service.cli import run
from service.engines.model import model_meta
from tests.encoders import HashingEncoder
from tests.retrieval.indexes import entry

ENCODER = HashingEncoder()


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of one document, without its file of vectors."""
    folder = tmp_path / "index"
    with Store.open(folder, create=True) as store:
        store.replace_all([entry("one", "Memory is scarce.", ENCODER)], model_meta(ENCODER))
    return folder


def spoil(folder: Path) -> None:
    """Change a word of the document."""
    data = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(data.replace(b"Memory is scarce.", b"Memory is plenty."))


def test_a_sound_index_is_told_by_a_table(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0; how many there are of each part, and what is merely not made yet."""
    assert run(["check", "--index", str(index)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "sound" in out
    assert "passages" in out
    assert f"{vectors.FILE} is not there yet" in out


def test_a_fault_is_a_line_with_its_remedy_and_exit_1(
    index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same as JSON."""
    spoil(index)
    assert run(["check", "--index", str(index)]) == 1
    out, _ = capsys.readouterr()
    assert "documents: the document 'one' is not what was written" in out
    assert "add it again from its file" in out
    assert run(["check", "--index", str(index), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["sound"] is False
    assert (told["faults"][0]["document"], told["faults"][0]["derived"]) == ("one", False)


def test_a_repair_says_what_it_did_and_what_it_could_not(
    index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 0 once all is sound, 1 where something is left."""
    assert run(["check", "--repair", "--index", str(index)]) == 0
    assert f"made {vectors.FILE} again" in capsys.readouterr().out
    assert run(["check", "--repair", "--index", str(index), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["done"] == []
    spoil(index)
    assert run(["check", "--repair", "--index", str(index), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["faults"][0]["derived"] is False


def test_only_so_many_faults_are_printed(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And how many there are beside them."""
    spoil(index)
    (index / vectors.FILE).write_bytes(b"x")
    assert run(["check", "--index", str(index), "--limit", "1"]) == 1
    assert "more (--limit, --json)" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["check"], ["check", "--repair"], ["backup", "copy"]])
def test_an_index_that_is_not_there_is_exit_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
) -> None:
    """One line, with the command that makes one; nothing is made."""
    monkeypatch.chdir(tmp_path)
    assert run([*command, "--index", "none"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "phasebook build" in err
    assert list(tmp_path.iterdir()) == []


def test_a_backup_is_told_and_answers(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was copied, as text or JSON; a second one needs another name, or to be told."""
    target = index.parent / "copy"
    arguments = ["backup", str(target), "--index", str(index)]
    assert run(arguments) == 0
    assert f"{target}: 1 documents" in capsys.readouterr().out
    assert run(arguments) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert run([*arguments, "--overwrite", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["documents"] == 1
    shutil.rmtree(index)
    assert run(["check", "--index", str(target)]) == 0
