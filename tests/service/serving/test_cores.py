"""A service's calculations keep to one core, unless its environment says otherwise."""

import os

import pytest

from service.serving.cores import THREADS, one_each


@pytest.mark.parametrize(("said", "meant"), [(None, "1"), ("3", "3"), ("", "")])
def test_one_core_each_unless_told(
    monkeypatch: pytest.MonkeyPatch, said: str | None, meant: str
) -> None:
    """What somebody has set stays."""
    monkeypatch.delenv(THREADS, raising=False)
    if said is not None:
        monkeypatch.setenv(THREADS, said)
    one_each()
    assert os.environ[THREADS] == meant
