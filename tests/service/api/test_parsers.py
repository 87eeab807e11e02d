"""Whatever strangers send, it is read, or refused with a remedy: no other error."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import InvalidInputError, PhasebookError
from service.api.guard.gate import Gate
from service.api.negotiate import liked, preferred
from service.api.protocol import Asked, read_get, read_post
from service.api.uploads import _asks_for_later
from service.evaluation.item import read_items
from service.graph.export import FORMATS
from service.indexing.upload import Upload, read_upload
from service.settings import Settings, load

OFFERS = {name: (media_type,) for name, media_type in FORMATS.items()}
PIECES = st.sampled_from(
    [*FORMATS.values(), "*/*", "text/*", ";q=", ";", ",", "0", "1", "0.5", "q", "=", " ", "/", "*"]
)
ACCEPTS = st.one_of(st.lists(PIECES, max_size=12).map("".join), st.text(max_size=60))
ENCODED = st.sampled_from(
    ["query=ASK%7B%7D", "&", "=", "update=x", "%", "%ff", "+", "default-graph-uri=", "a", "query="]
)
ADDRESSES = st.one_of(st.lists(ENCODED, max_size=8).map("".join), st.text(max_size=60))
TYPES = st.sampled_from(
    [
        "application/sparql-query",
        "application/x-www-form-urlencoded",
        "application/sparql-query; charset=utf-8",
        "application/sparql-query;charset=latin-1",
        "application/sparql-update",
        "",
        ";;=",
    ]
)


@given(ACCEPTS)
def test_any_accept_is_answered_or_refused(accept: str) -> None:
    """What is chosen is one of the offers; what has no quality above 0 is never chosen."""
    with suppress(PhasebookError):
        name, media_type = liked(accept, OFFERS)
        assert OFFERS[name] == (media_type,)
        assert preferred(f"{accept},{media_type};q=1", OFFERS) is not None


@given(ADDRESSES, TYPES, st.one_of(ADDRESSES.map(str.encode), st.binary(max_size=60)))
def test_any_request_to_the_endpoint_has_one_query_or_is_refused(
    address: str, content_type: str, body: bytes
) -> None:
    """In the address or in the body."""
    with suppress(PhasebookError):
        asked = read_get(address)
        assert asked is None or isinstance(asked, Asked)
    with suppress(PhasebookError):
        assert isinstance(read_post(address, content_type, body), Asked)


@given(st.text(max_size=60))
def test_any_preference_can_be_read(prefer: str) -> None:
    """One that is unknown is passed over, as RFC 7240 wants it."""
    assert _asks_for_later(prefer) in {True, False}
    assert _asks_for_later("respond-async")


@settings(max_examples=40)  # each is read in a process apart
@given(st.text(max_size=40), st.text(max_size=60), st.one_of(st.none(), st.text(max_size=20)))
def test_any_upload_is_a_document_or_refused(name: str, text: str, title: str | None) -> None:
    """Whatever it is called; its id is no path."""
    upload = Upload(name, text.encode(errors="replace"), None, title)
    with suppress(PhasebookError):
        document = read_upload(upload, 1_000)
        assert "/" not in document.id
        assert "\\" not in document.id
        assert not document.id.startswith(".")
        assert document.title == " ".join(document.title.split())


@given(st.text(min_size=1, max_size=30))
def test_any_rate_is_read_or_named(rate: str) -> None:
    """Before anything is served."""
    with suppress(InvalidInputError):
        gate = Gate.of(Settings(rate_limit_address=rate), "127.0.0.1", started=True)
        assert isinstance(gate, Gate)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=60), st.sampled_from(["port = 1", "port = -1", "x = 1", "a"])))
def test_any_settings_file_is_read_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toml: str
) -> None:
    """It names what cannot be."""
    file = tmp_path / "phasebook.toml"
    file.write_bytes(toml.encode(errors="surrogatepass"))
    monkeypatch.setenv("PHASEBOOK_CONFIG", str(file))
    with suppress(InvalidInputError):
        assert isinstance(load().settings, Settings)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=80), st.text(max_size=60).map(str.encode)))
def test_any_question_set_is_read_or_refused(tmp_path: Path, data: bytes) -> None:
    """With its line."""
    file = tmp_path / "set.jsonl"
    file.write_bytes(data)
    with suppress(PhasebookError):
        assert read_items(file, 100)
