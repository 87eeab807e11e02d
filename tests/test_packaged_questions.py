"""The packaged questions over the packaged corpus: a bar that no change may fall below."""

import pytest

from service.evaluation.examine import Trial
from service.evaluation.report import Report, report
from service.knowledge_base import KnowledgeBase

PASSED = 0.85  # of all questions
BY_KIND = {  # how many
    "definition": 7,
    "comparison": 8,
    "quantity": 10,
    "list": 7,
    "yes_no": 7,
    "cause": 7,
    "entity": 7,
    "conflict": 4,
    "unanswerable": 13,
}
WRONGLY_REFUSED = 0.05  # of those that the corpus answers
EVIDENCE = 0.9  # of the answers quote it


@pytest.fixture(scope="module")
def found(knowledge_base: KnowledgeBase, packaged_trials: tuple[Trial, ...]) -> Report:
    """What `phasebook eval` reports of them."""
    return report("packaged", knowledge_base, packaged_trials, None)


def test_enough_questions_are_answered_right(found: Report) -> None:
    """Those that are not are listed."""
    wrong = [f"{f.id} {f.question}: {'; '.join(f.reasons)}" for f in found.failures]
    assert found.passed.count >= PASSED * found.passed.of, "\n".join(wrong)


def test_every_kind_of_question_keeps_its_bar(found: Report) -> None:
    """Raise it when more are answered right."""
    assert found.kinds.keys() == BY_KIND.keys()
    fallen = {k: part.count for k, part in found.kinds.items() if part.count < BY_KIND[k]}
    assert fallen == {}


def test_what_the_corpus_says_is_seldom_refused(found: Report) -> None:
    """A refusal is no cheap way to be right."""
    assert found.refused.answerable.count <= WRONGLY_REFUSED * found.refused.answerable.of


def test_the_evidence_is_quoted(found: Report) -> None:
    """By nearly all answers; and no quote fails."""
    evidence = found.citations.evidence
    assert evidence.count >= EVIDENCE * evidence.of
    assert not any("a quote is not" in reason for f in found.failures for reason in f.reasons)
