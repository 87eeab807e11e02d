"""Settings: a flag wins over the environment, that over the file, that over the default."""

from pathlib import Path

import pytest

from corpus.errors import InvalidInputError
from service.settings import PREFIX, Settings, config_file, default_index, load


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing set by whoever runs the tests."""
    for name in (*Settings.model_fields, "config"):
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A settings file, named by the environment."""
    path = tmp_path / "mine.toml"
    path.write_text('host = "0.0.0.0"\nport = 1\ntop_k = 1\n', encoding="utf-8")
    monkeypatch.setenv("PHASEBOOK_CONFIG", str(path))
    return path


def test_nothing_set_gives_the_defaults() -> None:
    """Every setting has a default, and says so."""
    found = load()
    assert found.settings == Settings()
    assert set(found.origins.values()) == {"default"}
    assert found.listed()["index"]["value"] == str(default_index())


def test_each_source_wins_over_the_next(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same three settings, given by the file, two by the environment, one by a flag."""
    monkeypatch.setenv("PHASEBOOK_PORT", "2")
    monkeypatch.setenv("PHASEBOOK_TOP_K", "2")
    found = load({"top_k": 3, "model": None})
    settings = found.settings
    assert (settings.host, settings.port, settings.top_k, settings.model) == ("0.0.0.0", 2, 3, None)  # noqa: S104 - nothing listens
    assert {name: found.origins[name] for name in ("host", "port", "top_k", "model")} == {
        "host": str(file),
        "port": "PHASEBOOK_PORT",
        "top_k": "--top-k",
        "model": "default",
    }


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """`PHASEBOOK_PORT= phasebook serve` takes the default."""
    monkeypatch.setenv("PHASEBOOK_PORT", "")
    assert load().settings.port == Settings().port


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shells do not expand it in a variable's or a file's value."""
    monkeypatch.setenv("PHASEBOOK_INDEX", "~/mine")
    assert load().settings.index == Path.home() / "mine"


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PHASEBOOK_PORT", "eighty"), ("PHASEBOOK_PORT", "65536"), ("PHASEBOOK_TOP_K", "0")],
)
def test_a_bad_value_names_its_key_and_origin(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message alone is enough to find it."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidInputError) as caught:
        load()
    key = variable.removeprefix(PREFIX).lower()
    assert repr(key) in caught.value.what
    assert repr(value) in caught.value.what
    assert variable in caught.value.what


def test_a_bad_value_in_the_file_names_the_file(file: Path) -> None:
    """An error in the file is not blamed on the environment."""
    file.write_text("port = -1", encoding="utf-8")
    with pytest.raises(InvalidInputError, match="port") as caught:
        load()
    assert str(file) in caught.value.what


def test_an_unknown_key_is_refused_with_the_known_ones(file: Path) -> None:
    """A misspelt key would else be ignored in silence."""
    file.write_text("prot = 1", encoding="utf-8")
    with pytest.raises(InvalidInputError, match="'prot'") as caught:
        load()
    assert "port" in caught.value.remedy


def test_a_broken_file_is_named(file: Path) -> None:
    """TOML that is none."""
    file.write_text("port 1", encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        load()
    assert str(file) in caught.value.what


def test_a_missing_file_is_refused_only_where_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file in the user's folder need not exist; the one asked for must."""
    assert not config_file().exists()
    load()
    monkeypatch.setenv("PHASEBOOK_CONFIG", "nowhere.toml")
    with pytest.raises(InvalidInputError, match=r"nowhere\.toml"):
        load()


def test_settings_do_not_change() -> None:
    """They are read once; nobody may alter them afterwards."""
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1
