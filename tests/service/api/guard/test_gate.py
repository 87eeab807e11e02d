"""Who must have a key where: decided before anything is served."""

from pathlib import Path

import pytest

from corpus.errors import InvalidInputError
from service.api.guard.gate import Gate
from service.api.guard.keys import Keys
from service.cli import run
from service.settings import Settings

ANYWHERE = "0.0.0.0"  # noqa: S104 - nothing listens


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """Settings with a file of keys that is not there yet."""
    return Settings(keys=tmp_path / "keys.json")


def test_on_loopback_it_is_open_until_there_is_a_key(here: Settings) -> None:
    """Without limits to how often; from then on it asks."""
    gate = Gate.of(here, "127.0.0.1")
    assert not gate.closed
    assert (gate.key_rate, gate.address_rate) == ((), ())
    Keys(here.keys_file).add()
    assert gate.closed


def test_elsewhere_it_does_not_start_without_keys(here: Settings) -> None:
    """Both remedies are named; with a key it starts, and stays closed when that is removed."""
    with pytest.raises(InvalidInputError, match=r"key add.*--open"):
        Gate.of(here, ANYWHERE)
    key, _ = Keys(here.keys_file).add()
    gate = Gate.of(here, ANYWHERE)
    assert gate.closed
    assert gate.key_rate
    assert gate.address_rate
    Keys(here.keys_file).remove(key.id)
    assert gate.closed


def test_open_is_open(here: Settings) -> None:
    """Wherever it listens, whatever keys there are."""
    Keys(here.keys_file).add()
    for host in (ANYWHERE, "127.0.0.1"):
        assert not Gate.of(here.model_copy(update={"open": True}), host).closed


def test_serve_refuses_before_it_loads_anything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line that says what to do, and exit 2."""
    monkeypatch.setenv("PHASEBOOK_KEYS", str(tmp_path / "keys.json"))
    index = str(tmp_path / "no-index")
    assert run(["serve", "--host", ANYWHERE, "--port", "0", "--index", index]) == 2
    assert "phasebook key add" in capsys.readouterr().err


@pytest.mark.parametrize("rate", ["often", "5", "-1/minute", "5/fortnight"])
def test_a_rate_that_is_none_is_named(here: Settings, rate: str) -> None:
    """With its setting and an example."""
    with pytest.raises(InvalidInputError, match=f"rate_limit_key.*{rate}.*600/minute"):
        Gate.of(here.model_copy(update={"rate_limit_key": rate}), "127.0.0.1")


def test_rates_can_be_set_and_taken_off(here: Settings) -> None:
    """On loopback as elsewhere."""
    some = here.model_copy(update={"rate_limit_address": "2/second;10/minute"})
    assert [limit.amount for limit in Gate.of(some, "::1").address_rate] == [2, 10]
    none = here.model_copy(update={"rate_limit_key": "off", "open": True})
    assert Gate.of(none, ANYWHERE).key_rate == ()


def test_on_loopback_it_answers_to_names_of_this_machine(here: Settings) -> None:
    """And to those that the settings name; elsewhere to any."""
    assert {"localhost", "127.0.0.1", "::1"} <= Gate.of(here, "127.0.0.1").hosts
    based = here.model_copy(update={"base": "https://phases.example/"})
    assert "phases.example" in Gate.of(based, "127.0.0.1").hosts
    named = here.model_copy(update={"hosts": "a.example, B.example"})
    assert Gate.of(named, "127.0.0.1").hosts == {"a.example", "b.example"}
    assert Gate.of(here.model_copy(update={"hosts": "*"}), "127.0.0.1").hosts == frozenset()
    assert Gate.of(here.model_copy(update={"open": True}), ANYWHERE).hosts == frozenset()
