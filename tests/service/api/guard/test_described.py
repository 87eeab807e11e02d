"""What /openapi.json tells of keys and refusals: true to what happens."""

from pathlib import Path

import pytest

from service.api import problems
from service.api.guard.gate import Gate
from service.api.guard.keys import Keys
from tests.service.api.guard.light import light_app


@pytest.mark.parametrize("closed", [False, True])
def test_keys_are_described_where_they_are_asked_for(tmp_path: Path, closed: bool) -> None:  # noqa: FBT001 - both cases
    """Both ways to send one; and every refusal that may meet a call before its route."""
    app = light_app(gate=Gate(Keys(tmp_path / "keys.json"), required=closed))
    described = app.openapi()
    assert set(described["components"]["securitySchemes"]) == {"bearer", "header"}
    for calls in described["paths"].values():
        for call in calls.values():
            assert call["security"] == ([{"bearer": []}, {"header": []}] if closed else [])
            assert {str(int(status)) for status in problems.ANYWHERE} <= set(call["responses"])


def test_what_is_described_follows_the_keys(tmp_path: Path) -> None:
    """A key made while the service runs is asked for from then on, here too."""
    keys = Keys(tmp_path / "keys.json")
    app = light_app(gate=Gate(keys))
    call = ("paths", "/v1/documents", "get", "security")

    def security() -> object:
        found: object = app.openapi()
        for part in call:
            assert isinstance(found, dict)
            found = found[part]
        return found

    assert security() == []
    keys.add()
    assert security() != []
