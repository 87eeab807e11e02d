"""Promises of service/llm/model.py: what must be set and installed; the rest is in test_reword."""

import asyncio
import sys

import pytest

from corpus.errors import InvalidInputError
from service.llm.model import LanguageModel, MissingExtraError
from service.settings import Settings

URL = "http://127.0.0.1:1/v1"


def test_without_the_settings_there_is_no_model() -> None:
    """A key or a time limit alone asks for none."""
    assert LanguageModel.open(Settings()) is None
    assert LanguageModel.open(Settings(llm_timeout=1)) is None


@pytest.mark.parametrize(
    ("settings", "lacking"),
    [
        (Settings(llm_base_url=URL), "PHASEBOOK_LLM_MODEL"),
        (Settings(llm_model="m"), "PHASEBOOK_LLM_BASE_URL"),
    ],
)
def test_half_of_the_settings_is_refused(settings: Settings, lacking: str) -> None:
    """The remedy names the other half."""
    with pytest.raises(InvalidInputError) as caught:
        LanguageModel.open(settings)
    assert lacking in caught.value.remedy


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that brings it."""
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(MissingExtraError) as caught:
        LanguageModel.open(Settings(llm_base_url=URL, llm_model="m"))
    assert "openai" in caught.value.what
    assert "pip install 'phasebook[llm]'" in caught.value.remedy


def test_no_key_of_another_service_is_sent_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client would else take it from the environment of whoever starts the service."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-service")
    model = LanguageModel.open(Settings(llm_base_url=URL, llm_model="m"))
    assert model
    assert "another" not in model._client.api_key
    asyncio.run(model.close())
