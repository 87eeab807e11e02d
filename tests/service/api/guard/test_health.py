"""Live, ready and well: what probes are told, and the figures of the real service."""

import re
from pathlib import Path

import httpx2

from retrieval.embed import Encoder
from service.api.app import create_app
from service.indexing.live import Live
from service.knowledge_base import KnowledgeBase
from tests.service.api.test_problems import assert_problem
from tests.service.web import served

QUESTION = "How much memory does the H200 have?"


def test_a_service_that_answers_is_live_and_ready(client: httpx2.Client) -> None:
    """In a word each."""
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready"}
    assert client.get("/health").json()["status"] == "ok"


def test_a_service_that_cannot_answer_is_live_and_not_ready(
    small_index: Path, encoder: Encoder
) -> None:
    """A closed knowledge base stands for whatever may have happened to an index."""
    with (
        KnowledgeBase.open(small_index, load=lambda _: encoder) as kb,
        Live(kb) as live,
        served(create_app(live)) as client,
    ):
        kb.close()
        assert client.get("/health/live").status_code == 200
        for path in ("/health/ready", "/health"):
            assert "log" in assert_problem(client.get(path), 503)["remedy"]


def test_the_figures_are_of_what_is_served(small: KnowledgeBase) -> None:
    """Requests, stages, abstentions, and the size and generation of the index."""
    with served(create_app(small)) as client:
        for question in (QUESTION, "How much does an RTX 5090 cost?"):
            asked = {"question": question, "top_k": 7}  # as no other test asks: not remembered
            assert client.post("/v1/ask", json=asked).status_code == 200
        reply = client.get("/metrics")
    assert reply.headers["Content-Type"].startswith("text/plain")
    figures = dict(re.findall(r"^(\w+(?:\{.*\})?) ([\d.e+]+)$", reply.text, re.MULTILINE))
    assert figures["phasebook_index_documents"] == "2.0"
    assert float(figures["phasebook_index_claims"]) == len(small.graph.claims())
    assert float(figures["phasebook_index_passages"]) == sum(
        len(small.passages(document.id)) for document in small.documents()
    )
    assert float(figures["phasebook_index_generation"]) == small.generation
    counted = 'phasebook_requests_total{method="POST",route="/v1/ask",status="200"}'
    assert figures[counted] == "2.0"
    abstained = re.findall(r'questions_total\{.*"abstained"\} (.*)', reply.text)
    assert abstained == ["1.0"]
    for stage in ("read", "encode", "search", "rerank", "compose"):
        assert figures[f'phasebook_ask_stage_seconds_count{{stage="{stage}"}}'] == "2.0"


def test_figures_come_in_the_format_that_is_liked(client: httpx2.Client) -> None:
    """OpenMetrics for whoever asks for it."""
    liked = {"Accept": "application/openmetrics-text; version=1.0.0"}
    reply = client.get("/metrics", headers=liked)
    assert reply.headers["Content-Type"].startswith("application/openmetrics-text")
    assert reply.text.endswith("# EOF\n")
