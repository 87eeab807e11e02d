"""What the OpenAPI document says is true: of every call, whatever is sent.

Schemathesis makes requests up from the document, such as it allows and such as it does not, and
follows its links from reply to request. No reply is a 5xx; each has a status, a content type, and a
shape that the document gives; what it allows is taken, and what it forbids is refused.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from retrieval.embed import Encoder
from service.api.guard.gate import Gate
from service.indexing.build import build
from service.indexing.live import Live
from service.serving.workers import assembled
from service.settings import Settings
from tests.service.conftest import PAGES
from tests.service.web import served
from tests.stress.fuzzing.run import run

LEAST = 10_000  # requests of the long run
EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "170")  # of each call, in each phase of it


@pytest.fixture
def service(encoder: Encoder, tmp_path: Path) -> Iterator[httpx2.Client]:
    """The whole application over an index to be written, with one collection beside it."""
    sources = tmp_path / "sources"
    sources.mkdir()
    for name, text in PAGES.items():
        (sources / name).write_text(text, encoding="utf-8")
    build([sources], tmp_path / "index", encoder)
    build([sources / "chips.md"], tmp_path / "collections" / "reports", encoder)
    settings = Settings(collections=tmp_path / "collections", sparql_workers=1, log="off")
    with (
        Live.open(tmp_path / "index", load=lambda _: encoder) as live,
        served(assembled(live, settings, Gate())) as client,
    ):
        yield client


def test_a_few_requests_of_every_kind(service: httpx2.Client, tmp_path: Path) -> None:
    """Some for every call, and some that follow from others."""
    few = ("--max-examples", "1", "--phases", "fuzzing,stateful", "--no-shrink")
    found = run(str(service.base_url).rstrip("/"), tmp_path, *few)
    assert found.passed, found.told
    assert found.untested == 0
    assert found.requests >= 78


@pytest.mark.stress
@pytest.mark.timeout(7200)
def test_thousands_of_requests(
    service: httpx2.Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the edges of every parameter, at random, and one after another by links."""
    address = str(service.base_url).rstrip("/")
    found = run(address, tmp_path, "--max-examples", EXAMPLES)
    with capsys.disabled():
        print(f"\n{found}")  # noqa: T201 - the figures that this test is run for
    assert found.passed, found.told
    assert found.untested == 0
    assert found.requests >= LEAST
    assert {*found.phases.values()} == {"success"}
    assert service.get("/health").json()["status"] == "ok"
