"""The explanation of an answer over HTTP and on the command line, by a real server and index."""

from pathlib import Path
from typing import Literal

import httpx2
import pytest

from service.api import schema
from tests.readme import Session
from tests.service.conftest import PAGES

QUESTION = "How much memory does the H200 have?"
REFUSED = "How much does an H200 cost?"
WIDTH = 100


def explanation(
    client: httpx2.Client, method: Literal["GET", "POST"], question: str
) -> tuple[schema.Answer, schema.Explanation]:
    """An answer with its explanation, which is of the shape that is described."""
    if method == "POST":
        reply = client.post("/v1/ask", json={"question": question, "explain": True})
    else:
        reply = client.get("/v1/ask", params={"question": question, "explain": "true"})
    assert reply.status_code == httpx2.codes.OK
    answer = schema.Answer.model_validate(reply.json())
    assert answer.explanation
    return answer, answer.explanation


def test_nothing_is_explained_unasked(client: httpx2.Client) -> None:
    """Null, by POST and by GET."""
    assert client.post("/v1/ask", json={"question": QUESTION}).json()["explanation"] is None
    assert client.get("/v1/ask", params={"question": QUESTION}).json()["explanation"] is None


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_answer_is_explained(client: httpx2.Client, method: Literal["GET", "POST"]) -> None:
    """How the question was read, what was weighed, and the citation of what was chosen."""
    answer, found = explanation(client, method, QUESTION)
    assert found.question.kind == answer.kind
    assert "NVIDIA H200" in {concept.label for concept in found.question.named}
    assert "memory capacity" in {predicate.label for predicate in found.question.properties}
    chosen = [sentence for sentence in found.sentences if sentence.chosen]
    assert {sentence.citation for sentence in chosen} == {cited.id for cited in answer.citations}
    for sentence in found.sentences:
        assert sentence.chosen != bool(sentence.lost)
        if sentence.score is not None:
            added = sum(feature.contribution for feature in sentence.features)
            assert added == pytest.approx(sentence.score)
    assert [hit.rank for hit in found.passages] == [*range(1, len(found.passages) + 1)]
    for hit in found.passages:
        assert PAGES[f"{hit.document}.md"][hit.start : hit.end] == hit.text
    listed = [claim.fact.id for claim in found.claims if claim.listed]
    assert listed == [fact.id for fact in answer.facts]
    assert found.refused_by is None
    assert 0 < sum(found.stages_ms.values()) <= answer.took_ms + len(found.stages_ms)


def test_a_refusal_is_explained(client: httpx2.Client) -> None:
    """The check, its numbers, and what each sentence lacks in words."""
    answer, found = explanation(client, "POST", REFUSED)
    assert not answer.answered
    assert found.refused_by
    assert found.refused_by == found.checks[-1]
    assert found.refused_by.measures
    assert not any(sentence.chosen for sentence in found.sentences)
    texts = {loss.text for sentence in found.sentences for loss in sentence.lost}
    assert "does not name NVIDIA H200" in texts
    assert "has no value of the kind asked for" in texts


def test_what_is_read_into_a_question_is_shown(client: httpx2.Client) -> None:
    """Typos put right, what it counts, its years, numbers and unknown words, and denial."""
    _, found = explanation(client, "POST", "How many samples does infrence not have in 2024?")
    assert "inference" in found.question.searched
    assert found.question.counted == "samples"
    assert found.question.years == ["2024"]
    assert found.question.negated
    _, found = explanation(client, "POST", "Does the Zorblax have more than 100 GB of memory?")
    assert found.question.strangers == ["Zorblax"]
    assert [quantity.unit for quantity in found.question.quantities] == ["GB"]
    _, found = explanation(client, "POST", "How much does it cost?")
    assert found.question.dangling == "it"


def test_the_explanation_is_described(client: httpx2.Client) -> None:
    """With every reason, and a description of the parameter."""
    described = client.get("/openapi.json").json()
    schemas = described["components"]["schemas"]
    assert {"Explanation", "WeighedSentence", "Feature", "Loss", "Check"} <= set(schemas)
    assert "repeats" in schemas["Reason"]["enum"]
    parameters = described["paths"]["/v1/ask"]["get"]["parameters"]
    assert any(p["name"] == "explain" and p["description"] for p in parameters)
    assert schemas["AskRequest"]["properties"]["explain"]["description"]


@pytest.fixture
def terminal(small_index: Path, tmp_path: Path) -> Session:
    """A terminal of 100 columns."""
    return Session(tmp_path, small_index)


def test_people_are_shown_all_parts(terminal: Session) -> None:
    """Below the answer: each part has its heading; no line is wider than the terminal."""
    with terminal:
        lines = terminal.run(f'phasebook ask --explain "{QUESTION}"')
    for heading in (
        *("How the question was read", "Checks before an answer", "Sentences weighed: "),
        *("Passages read: ", "Claims weighed: ", "Confidence "),
    ):
        assert any(line.startswith(heading) for line in lines), heading
    assert any(line.startswith("[1]  ") and "141 GB" in line for line in lines)
    assert any("aligned +0." in line for line in lines)
    assert any("dense 0." in line for line in lines)
    assert max(map(len, lines)) <= WIDTH


def test_people_are_shown_why_it_refused(terminal: Session) -> None:
    """The last check, with its numbers."""
    with terminal:
        lines = terminal.run(f'phasebook ask --explain "{REFUSED}"')
    checks = [line for line in lines if line.startswith(("passed", "refused"))]
    assert [line.startswith("refused") for line in checks] == [False] * (len(checks) - 1) + [True]
    assert any(", at least 1" in line for line in lines)
    assert any("does not name NVIDIA H200" in line for line in lines)


def test_piped_lines_are_whole(terminal: Session) -> None:
    """A sentence stands in one line, a reason in another."""
    with terminal:
        lines = terminal.run(f'phasebook ask --explain "{REFUSED}" | cat')
    assert any(line.startswith("refused  such a sentence holds the measure") for line in lines)
    assert any(line.strip().startswith("does not name NVIDIA H200; ") for line in lines)
