"""Promises of service/api/guard/keys.py and of the commands over it."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import InvalidInputError, NotFoundError
from service.api.guard.keys import Keys
from service.cli import run


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """The keys of a file that is not there yet."""
    return Keys(tmp_path / "config" / "keys.json")


def test_the_file_holds_no_key(keys: Keys) -> None:
    """Only digests; and only its owner may read it."""
    key, text = keys.add("reports")
    written = keys.file.read_text(encoding="utf-8")
    assert text not in written
    assert text.rpartition("_")[2] not in written
    assert key.digest in written
    assert stat.S_IMODE(keys.file.stat().st_mode) == 0o600


def test_a_key_is_found_until_it_is_removed(keys: Keys) -> None:
    """By its whole text alone."""
    key, text = keys.add("editor", write=True)
    _, other = keys.add()
    assert keys.find(text) == key
    assert (key.name, key.scope) == ("editor", "write")
    assert [keys.find(wrong) for wrong in (text[:-1], text + "a", key.digest, "")] == [None] * 4
    assert keys.remove("editor") == key
    assert keys.find(text) is None
    assert keys.find(other)


def test_no_two_keys_are_alike(keys: Keys) -> None:
    """Each has 256 bits of its own."""
    texts = [keys.add()[1] for _ in range(20)]
    assert len({text.rpartition("phasebook_")[2][9:] for text in texts}) == 20
    assert all(len(text) > 43 + len("phasebook_") for text in texts)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=())))
def test_no_other_text_is_a_key(keys: Keys, text: str) -> None:
    """Whatever it is made of."""
    if not keys.all():
        keys.add()
    assert keys.find(text) is None


def test_what_another_process_changes_is_seen(keys: Keys) -> None:
    """As a running service sees what the command line does."""
    service = Keys(keys.file)
    assert service.all() == ()
    _, text = keys.add("one")
    assert service.find(text)
    keys.remove("one")
    assert service.find(text) is None


def test_many_can_be_made_at_once(keys: Keys) -> None:
    """None is lost, as by two command lines."""
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: Keys(keys.file).add()[0], range(16)))
    assert {key.id for key in keys.all()} == {key.id for key in made}


def test_names_are_told_apart(keys: Keys) -> None:
    """One name, one key; an id is no name for another."""
    key, _ = keys.add("one")
    for name in ("one", key.id):
        with pytest.raises(InvalidInputError, match=name):
            keys.add(name)
    for name in ("a\nb", "\x1b[2J", "x" * 101):
        with pytest.raises(InvalidInputError, match="called"):
            keys.add(name)
    with pytest.raises(NotFoundError, match="'two'"):
        keys.remove("two")


@pytest.mark.parametrize("content", [b"", b"{", b'{"keys": [{"id": "x"}]}', b"\xff", b"[]"])
def test_a_damaged_file_lets_nobody_in(keys: Keys, content: bytes) -> None:
    """It is named, with the remedy; it is not taken for one without keys."""
    keys.file.parent.mkdir()
    keys.file.write_bytes(content)
    with pytest.raises(InvalidInputError, match=r"keys\.json"):
        keys.find("a")


def test_the_commands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A key is printed once, by itself, so that a script can take it; lists never show it."""
    monkeypatch.setenv("PHASEBOOK_KEYS", str(tmp_path / "keys.json"))
    assert run(["key", "add", "--name", "reports"]) == 0
    text = capsys.readouterr().out.strip()
    assert Keys(tmp_path / "keys.json").find(text)
    assert run(["key", "add", "--name", "editor", "--write", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["scope"], told["name"]) == ("write", "editor")
    assert run(["key", "list"]) == 0
    listed = capsys.readouterr().out
    assert "reports" in listed
    assert text not in listed
    assert run(["key", "remove", "reports"]) == 0
    assert "reports" in capsys.readouterr().out
    assert run(["key", "list", "--json"]) == 0
    assert [key["name"] for key in json.loads(capsys.readouterr().out)["keys"]] == ["editor"]
    assert run(["key", "remove", "reports"]) == 2
    assert "phasebook key list" in capsys.readouterr().err
    assert run(["key"]) == 0
    assert "remove" in capsys.readouterr().out
