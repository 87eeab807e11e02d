"""A draft keeps what was put there, and nothing that would come out otherwise."""

import sqlite3
from pathlib import Path

import pytest

from corpus import draft as drafts
from corpus.draft import DRAFT, Draft
from corpus.errors import IndexUnusableError


def test_what_is_put_there_is_there_for_the_next(tmp_path: Path) -> None:
    """The file is made for the first entry, and goes when it is discarded."""
    with Draft(tmp_path / "index", "a") as draft:
        assert not draft.holds("one")
        assert not (tmp_path / "index").exists()
        draft.put("one", b"\x00body")
        draft.put("one", b"other")
    with Draft(tmp_path / "index", "a") as draft:
        assert draft.holds("one")
        assert not draft.holds("two")
        assert draft.get("one") == b"other"
        draft.discard()
    assert list((tmp_path / "index").iterdir()) == []


def test_what_was_made_by_something_else_is_dropped(tmp_path: Path) -> None:
    """Even where that comes back later."""
    for made in ("a", "b", "a"):
        with Draft(tmp_path, made) as draft:
            assert not draft.holds("one")
            draft.put("one", made.encode())


def test_a_damaged_draft_is_begun_again(tmp_path: Path) -> None:
    """It is but work that can be done again."""
    (tmp_path / DRAFT).write_bytes(b"no database" * 1000)
    with Draft(tmp_path, "a") as draft:
        assert not draft.holds("one")
        draft.put("one", b"body")
        assert draft.get("one") == b"body"


def test_two_builds_do_not_share_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second waits, and says whom for."""
    monkeypatch.setattr(drafts, "WAIT", 0.1)
    with Draft(tmp_path, "a") as draft:
        draft.put("one", b"body")
        with (
            pytest.raises(IndexUnusableError, match="being written by another process"),
            Draft(tmp_path, "a"),
        ):
            pass
    with Draft(tmp_path, "a") as draft:
        assert draft.get("one") == b"body"


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    """What was put there before stays."""
    with Draft(tmp_path, "a") as draft:
        draft.put("one", b"body")
        connection = draft._opened()
        connection.execute("PRAGMA max_page_count = 10")
        with pytest.raises(IndexUnusableError, match="the disk is full"):
            draft.put("two", bytes(1_000_000))
        assert draft.get("one") == b"body"
    assert sqlite3.connect(tmp_path / DRAFT).execute("SELECT key FROM entries").fetchall()
