"""Promises of service/answer/pairing.py and differences.py: what is set side by side."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.embed import Encoder
from service.answer.confidence import WEIGHTS as OF_CONFIDENCE
from service.answer.confidence import confidence, features
from service.answer.differences import contrast
from service.answer.pairing import WEIGHTS
from service.knowledge_base import KnowledgeBase
from service.question.question import INFERENCE, TRAINING
from tests.service.papers import ONTOLOGY, open_papers, weighed

PAPERS = {
    "alpha": (
        "# Alpha\n\n## Planning\n\nA training run is booked months ahead. "
        "Inference has to be ready at any hour.\n\n## Delay\n\n"
        "The old router lost its memory. Nobody had noticed that. It cost 3 hours.\n"
    ),
    "beta": (
        "# Beta\n\nThe Corvo run cost 31 million dollars. Training uses much power, whereas "
        "inference uses little.\n\nTraining is loud.\n"
    ),
    "gamma": "# Gamma\n\nThe Corvo run cost 24 million dollars, by our count of its chips.\n",
}
PLANNING = "How does planning differ between training and inference?"
COST = "Do the sources agree on the price of the Corvo run?"


@pytest.fixture(scope="module")
def kb(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """Three papers, two of which tell another cost."""
    with open_papers(PAPERS, encoder, tmp_path_factory.mktemp("sides")) as kb:
        yield kb


def test_every_set_says_all_sides_and_the_best_is_one_of_them(kb: KnowledgeBase) -> None:
    """By one sentence or one for each; all its features have a weight."""
    question, candidates = weighed(kb, PLANNING)
    pairing = kb.pairing(question)
    sets = list(pairing.sets(candidates))
    assert any(len(said) == 1 for said in sets)
    assert any(len(said) > 1 for said in sets)
    for said in sets:
        assert {TRAINING, INFERENCE} <= frozenset().union(*(c.reading.phases for c in said))
        assert pairing.features(said).keys() == WEIGHTS.keys()
    best = pairing.best(candidates)
    assert pairing.score(best) == max(map(pairing.score, sets))


def test_one_side_alone_compares_nothing(kb: KnowledgeBase) -> None:
    """Nothing is made up for the other."""
    question, candidates = weighed(kb, PLANNING)
    alone = [c for c in candidates if c.reading.phases == {TRAINING}]
    assert alone
    assert kb.pairing(question).best(alone) == ()
    assert kb.pairing(weighed(kb, COST)[0]).best(candidates) == ()


def test_sources_that_give_other_figures_are_set_side_by_side(kb: KnowledgeBase) -> None:
    """Each with its own, though their sentences are worded differently."""
    _, candidates = weighed(kb, COST)
    found = contrast(candidates, {"currency"}, ONTOLOGY)
    assert found is not None
    assert {c.document for c in found.sides} == {"beta", "gamma"}
    assert found.differ
    assert {str(v.minimum) for v in found.values} == {"31000000", "24000000"}
    answer = kb.ask(COST)
    assert answer.statements[0].text.startswith("The sources differ.")
    assert {s.citations[0].span.document for s in answer.statements} == {"beta", "gamma"}


def test_without_a_measure_nothing_is_said_to_differ(kb: KnowledgeBase) -> None:
    """Two numbers of other things are no contradiction."""
    _, candidates = weighed(kb, COST)
    found = contrast(candidates, frozenset(), ONTOLOGY)
    assert found is not None
    assert not found.differ
    assert contrast([c for c in candidates if c.document == "beta"], {"currency"}, ONTOLOGY) is None


def test_confidence_is_a_share_that_grows_with_the_score(kb: KnowledgeBase) -> None:
    """Of the sentence that the answer opens with."""
    question, candidates = weighed(kb, PLANNING)
    assert features(question.kind, candidates[0]).keys() == OF_CONFIDENCE.keys()
    best, last = (confidence(question.kind, c) for c in (candidates[0], candidates[-1]))
    assert 0 < last < best < 1
    assert kb.ask(PLANNING).confidence > 0


BOARDS = {
    "offers": (
        "# Offers for training and inference\n\n| Shop | Chip | Price per hour |\n"
        "| --- | --- | --- |\n"
        "| Corvo | H100 | $2.35 |\n| Brasa | H100 | $2.80 |\n| Zuma | H100 | $3.10 |\n\n"
        "## Terms\n\nCorvo bills by the minute. Training is booked early.\n"
    )
}


def test_rows_of_things_side_by_side_are_both_told(encoder: Encoder, tmp_path: Path) -> None:
    """Their headers in common make neither a repetition, and a third row is not asked for."""
    with open_papers(BOARDS, encoder, tmp_path) as kb:
        answer = kb.ask("Is an H100 cheaper at Corvo or at Brasa?")
        told = " ".join(s.text for s in answer.statements)
        assert "$2.35" in told
        assert "$2.80" in told


def test_a_title_that_names_both_phases_makes_no_sentence_speak_of_both(
    encoder: Encoder, tmp_path: Path
) -> None:
    """Only what it says itself, or what stands right above it."""
    with open_papers(BOARDS, encoder, tmp_path) as kb:
        question, candidates = weighed(kb, "training versus inference")
        one = next(c for c in candidates if "booked early" in c.text)
        assert not any(said == (one,) for said in kb.pairing(question).sets(candidates))
