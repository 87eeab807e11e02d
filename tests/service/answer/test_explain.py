"""Promises of service/answer/explain.py: how an answer came about is told as it was decided."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from retrieval.embed import Encoder
from service.answer.answer import Answer
from service.answer.explain import explain
from service.answer.explanation import Explanation
from service.evidence.reason import Reason
from service.evidence.trace import Trace
from service.knowledge_base import KnowledgeBase
from service.question.kind import Kind
from tests.service.papers import open_papers

QUESTIONS = (
    "What is inference?",
    "What share of lifetime cost goes to inference?",
    "How do batch sizes differ between training and inference?",
    "Why can inference end up costing more than training?",
    "Is a batch size of 256 typical for inference?",
    "Which chips are made for inference?",
    "critical hardware metrics for training",
    "Do the sources agree on the cost of training?",
    "How much does an RTX 5090 cost?",
    "What does an H100 cost?",
    "How many GPUs does inference take in 1999?",
    "Who is the CEO of NVIDIA?",
    "best pizza dough recipe",
    "",
)
PAPERS = {
    "alpha": (
        "# Alpha\n\nInference takes 40 milliseconds. How long does inference take on a phone?\n\n"
        "The Zeta 9 accelerator costs $9,000.\n"
    ),
    "beta": "# Beta\n\nInference takes 40 milliseconds.\n\nNVIDIA makes the H200 accelerator.\n",
}


@pytest.fixture(scope="module")
def papers(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """Two papers that say one thing both."""
    with open_papers(PAPERS, encoder, tmp_path_factory.mktemp("papers")) as kb:
        yield kb


def explained(kb: KnowledgeBase, question: str) -> tuple[Answer, Explanation]:
    """An answer and how it came about."""
    trace = Trace()
    answer = kb.ask(question, trace=trace)
    return answer, explain(answer, trace)


def reasons(found: Explanation, words: str) -> set[Reason]:
    """What was held against the sentences that have these words."""
    said = [s for s in found.sentences if words in s.hit.sentence.text]
    assert said
    return {loss.reason for sentence in said for loss in sentence.losses}


@pytest.mark.parametrize("question", QUESTIONS)
def test_who_listens_changes_nothing(knowledge_base: KnowledgeBase, question: str) -> None:
    """The answer is the one that is given without."""
    answer, _ = explained(knowledge_base, question)
    assert answer == knowledge_base.ask(question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_said_is_chosen(knowledge_base: KnowledgeBase, question: str) -> None:
    """Each statement quotes sentences marked as chosen, or claims marked as said."""
    answer, found = explained(knowledge_base, question)
    chosen = {s.candidate.span for s in found.sentences if s.candidate and s.chosen}
    claims = {claim.claim.source for claim in found.claims if claim.said}
    quoted = {cited.span for statement in answer.statements for cited in statement.citations}
    assert chosen <= quoted
    for span in quoted - chosen:
        assert any(span.covers(source) for source in claims)
    assert {c.claim for c in found.claims if c.listed} == {*answer.claims}
    assert bool(chosen) == (answer.answered and bool(found.checks))


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_not_said_has_its_reason(knowledge_base: KnowledgeBase, question: str) -> None:
    """Every sentence found is chosen or lost, every claim is used or not, and says why."""
    answer, found = explained(knowledge_base, question)
    for sentence in found.sentences:
        assert sentence.chosen != bool(sentence.losses)
    for claim in found.claims:
        assert (claim.said or claim.listed) != bool(claim.loss)
    if found.checks:
        trace = Trace()
        knowledge_base.ask(question, trace=trace)
        spans = {sentence.hit.sentence.span for sentence in found.sentences}
        assert spans == {hit.sentence.span for hit in trace.evidence.sentences}
    assert answer.answered == (found.refusal is None)


@pytest.mark.parametrize("question", QUESTIONS)
def test_contributions_add_up_to_the_score(knowledge_base: KnowledgeBase, question: str) -> None:
    """And what a sentence lies behind is what the best has more."""
    _, found = explained(knowledge_base, question)
    weighed = [(s, s.candidate) for s in found.sentences if s.candidate]
    for sentence, candidate in weighed:
        assert sum(part.contribution for part in sentence.parts) == pytest.approx(candidate.score)
        behind = sum(part.behind for part in sentence.parts)
        assert weighed[0][1].score - candidate.score == pytest.approx(behind)
    scores = [candidate.score for _, candidate in weighed]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("question", QUESTIONS)
def test_numbers_decide_as_they_stand(knowledge_base: KnowledgeBase, question: str) -> None:
    """A check that passes has its numbers; what is behind, full or long is so by its number."""
    _, found = explained(knowledge_base, question)
    for check in found.checks:
        assert all(m.value >= m.least for m in check.measures) or not check.passed
    assert all(check.passed for check in found.checks[:-1])
    for loss in (loss for sentence in found.sentences for loss in sentence.losses):
        if loss.value is not None and loss.limit is not None:
            below = loss.reason is Reason.BEHIND
            assert loss.value < loss.limit if below else loss.value > loss.limit


@pytest.mark.parametrize(
    ("question", "check", "reason"),
    [
        ("How much does an RTX 5090 cost?", "about all that it names", Reason.UNNAMED),
        ("What does an H100 cost?", "holds the measure, a value", Reason.VALUELESS),
        ("Who wrote the Frobnicator handbook?", "a word of the documents", Reason.REFUSED),
        ("best pizza dough recipe", "enough of the question", Reason.REFUSED),
        ("How much does it cost?", "names what it asks about", Reason.REFUSED),
    ],
)
def test_a_refusal_explains_itself(
    knowledge_base: KnowledgeBase, question: str, check: str, reason: Reason
) -> None:
    """The check that refused, the numbers it compared, and what every sentence lacked."""
    answer, found = explained(knowledge_base, question)
    assert not answer.answered
    assert found.refusal
    assert check in found.refusal.what
    assert found.refusal is found.checks[-1]
    assert all(measure.value < measure.least for measure in found.refusal.measures)
    assert any(loss.reason is reason for s in found.sentences for loss in s.losses)
    assert all(s.losses[-1].reason is Reason.REFUSED for s in found.sentences if s.candidate)


def test_support_that_is_too_low_is_shown_with_its_limit(knowledge_base: KnowledgeBase) -> None:
    """Both numbers of the comparison."""
    _, found = explained(knowledge_base, "best pizza dough recipe")
    assert found.refusal
    (measure,) = found.refusal.measures
    assert 0 <= measure.value < measure.least < 1


def test_what_a_sentence_does_not_name_is_named(knowledge_base: KnowledgeBase) -> None:
    """By its id, which the question has."""
    _, found = explained(knowledge_base, "How much does an RTX 5090 cost?")
    lacking = {name for s in found.sentences for loss in s.losses for name in loss.lacks}
    assert lacking == {*found.question.named}
    assert lacking


def test_a_repetition_points_at_what_it_repeats(papers: KnowledgeBase) -> None:
    """The same sentence of another document, which is said; a question is not weighed."""
    answer, found = explained(papers, "How long does inference take?")
    said = {cited.span for statement in answer.statements for cited in statement.citations}
    repeated = [loss for s in found.sentences for loss in s.losses if loss.reason is Reason.REPEATS]
    assert repeated
    assert all(loss.to in said for loss in repeated)
    assert reasons(found, "on a phone?") == {Reason.QUESTION}


def test_what_is_far_below_the_best_is_behind(papers: KnowledgeBase) -> None:
    """A sentence about something else."""
    _, found = explained(papers, "How long does inference take?")
    assert Reason.BEHIND in reasons(found, "Zeta 9")


def test_all_passages_read_are_there(knowledge_base: KnowledgeBase) -> None:
    """However few are listed with the answer, and in the same order."""
    trace = Trace()
    answer = knowledge_base.ask(QUESTIONS[1], top_k=1, trace=trace)
    found = explain(answer, trace)
    assert len(answer.hits) == 1
    assert len(found.passages) > 5
    assert found.passages[:1] == answer.hits


def test_every_stage_has_its_time(knowledge_base: KnowledgeBase) -> None:
    """From the reading of the question to the last word."""
    _, found = explained(knowledge_base, QUESTIONS[0])
    stages = ["read", "encode", "search", "graph", "rerank", "claims", "compose"]
    assert list(found.seconds) == stages
    assert all(seconds > 0 for seconds in found.seconds.values())


def test_questions_at_the_same_time_are_told_apart(knowledge_base: KnowledgeBase) -> None:
    """Each trace hears of its own question alone, as it does when that is asked by itself."""

    def heard(question: str) -> tuple[object, ...]:
        _, found = explained(knowledge_base, question)
        return found.question, found.sentences, found.claims, found.checks

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(heard, QUESTIONS))
    assert together == [heard(question) for question in QUESTIONS]


def test_the_sides_of_a_difference_need_no_check(knowledge_base: KnowledgeBase) -> None:
    """No sentence could be refused then; the claims set out are said."""
    question = "how much is training upfront? compare the numbers the documents give"
    answer, found = explained(knowledge_base, question)
    assert answer.kind is Kind.CONFLICT
    assert found.checks == ()
    assert {c.claim for c in found.claims if c.listed} == {*answer.claims}
    assert {c.loss for c in found.claims if not (c.said or c.listed)} == {Reason.ASIDE}
