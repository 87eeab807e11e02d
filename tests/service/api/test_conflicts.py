"""Where sources differ: `GET /v1/conflicts`, the marks on facts, and `phasebook conflicts`."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from retrieval.embed import Encoder
from service.api.app import create_app
from service.cli import run
from service.indexing.build import build
from service.knowledge_base import KnowledgeBase

PAPERS = {
    "sheet": "---\ntitle: H200 | NVIDIA\npublisher: NVIDIA\n---\n\n"
    "The H200 has 141 GB of memory.\n",
    "review": "# A review\n\nThe H200 has 96 GB of memory. Per query, inference is cheaper than "
    "training.\n",
    "essay": "# An essay\n\nOver its lifetime, inference is more expensive than training. The H200 "
    "is made by NVIDIA.\n",
    "note": "# A note\n\nNVIDIA makes the H200. Training takes weeks.\n",
}


@pytest.fixture(scope="module")
def folder(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of four papers that differ once."""
    sources = tmp_path_factory.mktemp("papers")
    for name, text in PAPERS.items():
        (sources / f"{name}.md").write_text(text, encoding="utf-8")
    index = tmp_path_factory.mktemp("index") / "index"
    build([sources], index, encoder)
    return index


@pytest.fixture(scope="module")
def papers(folder: Path) -> Iterator[TestClient]:
    """A client of the calls over it."""
    with KnowledgeBase.open(folder) as kb, TestClient(create_app(kb)) as client:
        yield client


def test_both_sides_are_cited(papers: TestClient) -> None:
    """Each side of a conflict names its documents, and quotes them."""
    found = papers.get("/v1/conflicts").json()
    (conflict,) = found["conflicts"]
    assert (conflict["subject"]["id"], conflict["predicate"]["id"]) == ("hw-h200", "memoryCapacity")
    assert (conflict["verdict"], conflict["explained_by"]) == ("differ", None)
    assert {(*side["documents"], side["text"]) for side in conflict["sides"]} == {
        ("review", "96 GB"),
        ("sheet", "141 GB"),
    }
    for side in conflict["sides"]:
        for claim in side["claims"]:
            cited = claim["citation"]
            text = papers.get(f"/v1/documents/{cited['document']}").json()["text"]
            assert text[cited["start"] : cited["end"]] == cited["quote"]


def test_what_scope_explains_is_no_conflict(papers: TestClient) -> None:
    """Cheaper per query and costlier over a lifetime: shown, and told apart by their scope."""
    found = papers.get("/v1/conflicts", params={"subject": "inference"}).json()
    assert not found["conflicts"]
    (explained,) = found["explained"]
    assert "counted per" in explained["explained_by"]
    assert [side["documents"] for side in explained["sides"]] == [["essay"], ["review"]]


def test_filters(papers: TestClient) -> None:
    """Every filter narrows; single-source claims are paged; who agrees is listed."""
    every = papers.get("/v1/conflicts").json()
    assert every["single"]["total"] == len(every["single"]["claims"]) > 1
    page = papers.get("/v1/conflicts", params={"limit": 1, "offset": 1}).json()["single"]
    assert page["claims"] == every["single"]["claims"][1:2]
    made = papers.get("/v1/conflicts", params={"predicate": "madeBy"}).json()
    assert [g["sides"][0]["documents"] for g in made["agreements"]] == [["essay", "note"]]
    assert not made["conflicts"]
    differ = papers.get("/v1/conflicts", params={"verdict": "differ"}).json()
    assert (len(differ["conflicts"]), differ["agreements"], differ["single"]["total"]) == (1, [], 0)
    phase = papers.get("/v1/conflicts", params={"phase": "training"}).json()
    assert {c["phase"] for c in phase["single"]["claims"]} == {"training"}


@pytest.mark.parametrize("query", [{"subject": "Nothing"}, {"verdict": "maybe"}, {"limit": 0}])
def test_what_cannot_be_asked(papers: TestClient, query: dict[str, str]) -> None:
    """An unknown concept is not found; an unknown verdict or page is invalid; both say why."""
    reply = papers.get("/v1/conflicts", params=query)
    assert reply.status_code in {404, 422}
    assert reply.json()["detail"]


def test_facts_are_marked(papers: TestClient) -> None:
    """A concept's facts and a comparison's say how other documents stand, and who praises own."""
    facts = papers.get("/v1/concepts/hw-h200").json()["claims"]
    marks = {
        (f["predicate"]["id"], f["citation"]["document"]): (f["agreement"], f["self_reported"])
        for f in facts
    }
    assert marks["memoryCapacity", "sheet"] == ("differ", True)
    assert marks["memoryCapacity", "review"] == ("differ", False)
    assert marks["madeBy", "note"] == ("agree", False)
    compared = papers.get("/v1/compare").json()["aspects"]
    cells = [fact for row in compared for fact in row["left"] + row["right"]]
    assert {fact["agreement"] for fact in cells} == {"single"}


def test_the_command(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It prints both sides with their words, and the same JSON as the call."""
    assert run(["conflicts", "--index", str(folder)]) == 0
    printed = capfd.readouterr().out
    assert "1 conflict\n" in printed
    assert printed.index("141 GB") < printed.index(" agreement")
    assert "they differ in" in printed
    assert run(["conflicts", "H200", "--json", "--index", str(folder)]) == 0
    found = json.loads(capfd.readouterr().out)
    assert [group["subject"]["id"] for group in found["conflicts"]] == ["hw-h200"]
    assert run(["conflicts", "Nothing", "--index", str(folder)]) == 2
