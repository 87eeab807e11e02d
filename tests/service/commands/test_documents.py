"""The commands by which documents come and go."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.embed import Encoder
from service.cli import run
from service.indexing.live import Live
from service.settings import PREFIX, Settings
from tests.service.papers import open_papers
from tests.service.test_cli import complaint, output

CHIPS = "# Chips\n\nThe NVIDIA H200 has 141 GB of memory.\n"


@pytest.fixture
def live(encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    """An index that is open elsewhere, and in use here."""
    for name in (*Settings.model_fields, "config"):
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    texts = {"first": "# First\n\nInference must answer within 200 ms.\n"}
    with open_papers(texts, encoder, tmp_path) as kb, Live(kb) as live:
        monkeypatch.setenv("PHASEBOOK_INDEX", str(live.folder))
        yield live


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two documents."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "chips.md").write_text(CHIPS, encoding="utf-8")
    (folder / "note.txt").write_text("Training takes 3 weeks.\n", encoding="utf-8")
    return folder


def ids(live: Live) -> list[str]:
    """What the process that has the index open sees."""
    live.refresh()
    with live.snapshot() as kb:
        return [one.id for one in kb.documents()]


def test_added_changed_and_removed_documents_are_seen_by_a_server(
    live: Live, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each says what became of it; what has not changed is left."""
    out = output(capsys, "add", str(folder))
    assert "chips: added, facts: " in out
    assert out.endswith("2 added\n")
    assert ids(live) == ["chips", "first", "note"]

    (folder / "chips.md").write_text(CHIPS.replace("141", "142"), encoding="utf-8")
    out = output(capsys, "update", str(folder))
    assert "chips: replaced, facts: " in out
    assert "changed" in out
    assert out.endswith("1 replaced, 1 unchanged\n")
    live.refresh()
    with live.snapshot() as kb:
        before = kb.generation
    assert output(capsys, "add", str(folder)) == "2 unchanged\n"
    live.refresh()
    with live.snapshot() as kb:
        assert kb.generation == before

    assert "note: removed" in output(capsys, "remove", "note")
    assert ids(live) == ["chips", "first"]


def test_only_pruning_removes_what_has_no_file(
    live: Live, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And never where a path cannot be read, or a file is only unreadable."""
    output(capsys, "update", str(folder))
    assert "first" in ids(live)
    (folder / "chips.md").write_bytes(b"\xff\x00\x01" * 50)
    assert run(["update", str(folder), str(folder / "missing"), "--prune"]) == 1
    assert ids(live) == ["chips", "first", "note"]
    assert run(["update", str(folder), "--prune"]) == 1
    assert ids(live) == ["chips", "note"]
    capsys.readouterr()


def test_json_tells_each_fact(live: Live, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the HTTP calls give it, and what was skipped."""
    told = json.loads(output(capsys, "add", str(folder / "chips.md"), "--json"))
    (written,) = told["written"]
    assert (written["id"], written["status"], told["skipped"]) == ("chips", "added", [])
    assert "141 GB" in written["changes"]["added"][0]["quote"]
    told = json.loads(output(capsys, "remove", "chips", "--json"))
    assert told["written"][0]["changes"]["removed"] == written["changes"]["added"]
    assert ids(live) == ["first"]


def test_what_cannot_be_done_is_said(
    live: Live, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In part is 1, not at all is 2; nothing else changes."""
    assert run(["remove", "first", "nobody"]) == 1
    assert "nobody" in capsys.readouterr().err
    assert run(["remove", "nobody"]) == 2
    assert run(["add", str(folder / "missing.md")]) == 2
    assert "missing.md" in capsys.readouterr().err
    assert "no index" in complaint(capsys, "add", str(folder), "--index", str(folder / "none"))
    assert ids(live) == []
