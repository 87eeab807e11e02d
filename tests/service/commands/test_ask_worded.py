"""`phasebook ask` with a language model, and the settings that name one."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.cli import run
from service.settings import PREFIX, Settings
from tests.service.llm.server import ModelServer, fails, model_server, says

QUESTION = "How much memory does the H200 have?"
REWORDED = "The H200's memory is 141 GB [1]."
OWN_WORDS = "The NVIDIA H200 has 141 GB of memory [1]."
KEY = "sk-very-secret"


@pytest.fixture
def model(
    small_index: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[ModelServer]:
    """A language model's server, named by the environment; and the small index."""
    for name in (*Settings.model_fields, "config"):
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PHASEBOOK_INDEX", str(small_index))
    with model_server() as running:
        running.plan = [says(REWORDED)]
        monkeypatch.setenv("PHASEBOOK_LLM_BASE_URL", running.url)
        monkeypatch.setenv("PHASEBOOK_LLM_MODEL", "tiny")
        monkeypatch.setenv("PHASEBOOK_LLM_KEY", KEY)
        yield running


def lines(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """What a command that succeeds prints."""
    assert run(arguments) == 0
    return capsys.readouterr().out.splitlines()


def test_the_model_words_the_answer(capsys: pytest.CaptureFixture[str], model: ModelServer) -> None:
    """Once, with its name; the quotes are the sources'."""
    told = lines(capsys, "ask", QUESTION)
    assert told[:2] == [REWORDED, "(worded by tiny)"]
    assert told.count(REWORDED) == 1
    assert "    “The NVIDIA H200 has 141 GB of memory.”" in told
    assert model.requests[0]["key"] == f"Bearer {KEY}"


def test_as_json_it_is_said_who_worded_it(
    capsys: pytest.CaptureFixture[str], model: ModelServer
) -> None:
    """And how many sentences were dropped."""
    model.plan = [says(f"{REWORDED}\nThe H200 has 999 GB [1].")]
    told = json.loads("\n".join(lines(capsys, "ask", "--json", QUESTION)))
    assert (told["answer"], told["worded_by"], told["dropped"]) == (REWORDED, "tiny", 1)


def test_on_a_terminal_statements_come_one_by_one(
    capsys: pytest.CaptureFixture[str], model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they are verified, and not again at the end."""
    model.plan = [says(f"{REWORDED}\nNVIDIA has an H200 of 141 GB [1].")]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    told = lines(capsys, "ask", QUESTION)
    assert [line.strip() for line in told[:2]] == [REWORDED, "NVIDIA has an H200 of 141 GB [1]."]
    assert sum(REWORDED in line for line in told) == 1


def test_it_is_explained_by_what_the_model_was_given(
    capsys: pytest.CaptureFixture[str], model: ModelServer
) -> None:
    """Below the answer: the sources' own words, by the number that the answer cites them by."""
    told = lines(capsys, "ask", "--explain", QUESTION)
    assert told[:2] == [REWORDED, "(worded by tiny)"]
    assert any(line.startswith("[1]  ") and OWN_WORDS[:20] in line for line in told)
    assert len(model.requests) == 1


def test_it_can_be_left_out(capsys: pytest.CaptureFixture[str], model: ModelServer) -> None:
    """For one question, without a change of the settings."""
    assert lines(capsys, "ask", "--no-llm", QUESTION)[0].startswith(OWN_WORDS)
    assert model.requests == []


def test_a_failing_model_leaves_the_sources_words(
    capsys: pytest.CaptureFixture[str], model: ModelServer
) -> None:
    """The command succeeds."""
    model.plan = [fails(500)]
    assert lines(capsys, "ask", QUESTION)[0].startswith(OWN_WORDS)


def test_half_of_the_settings_is_named(
    capsys: pytest.CaptureFixture[str], model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the command and by the server, in one line."""
    monkeypatch.delenv("PHASEBOOK_LLM_MODEL")
    for command in (["ask", QUESTION], ["serve", "--port", "0"]):
        assert run(command) == 2
        err = capsys.readouterr().err
        assert "PHASEBOOK_LLM_MODEL" in err
        assert err.count("\n") == 1
    assert model.requests == []


@pytest.mark.usefixtures("model")
def test_the_key_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """That it is set, is."""
    for arguments in (["config"], ["config", "--json"]):
        told = "\n".join(lines(capsys, *arguments))
        assert KEY not in told
        assert "***" in told
        assert "PHASEBOOK_LLM_KEY" in told


@pytest.mark.usefixtures("model")
def test_a_bad_key_is_not_shown_either(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file may hold one that is no text."""
    monkeypatch.delenv("PHASEBOOK_LLM_KEY")
    (tmp_path / "mine.toml").write_text("llm_key = 123456789", encoding="utf-8")
    monkeypatch.setenv("PHASEBOOK_CONFIG", str(tmp_path / "mine.toml"))
    assert run(["config"]) == 2
    err = capsys.readouterr().err
    assert "llm_key" in err
    assert "123456789" not in err
