"""Promises of service/answer/compose.py, over the packaged corpus: what holds for any question."""

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.load import load_file
from corpus.packaged import packaged_documents
from service.answer.answer import Answer
from service.answer.compose import MAX_FACTS
from service.api import convert
from service.evaluation.judge import MAX_WORDS
from service.knowledge_base import KnowledgeBase
from service.question.kind import Kind


@cache
def vocabulary() -> list[str]:
    """The words of the packaged corpus."""
    found = {word for path in packaged_documents() for word in load_file(path).text.split()}
    return sorted(found)


_OPENINGS = (
    *("", "What is", "Why does", "Is", "Does", "How much", "How many", "When did", "List", "Who"),
    *("Which company", "Compare", "Do the sources agree on", "What are", "How do", "Is it true"),
)
asked = st.builds(
    lambda opening, words, end: f"{opening} {' '.join(words)}{end}",
    st.sampled_from(_OPENINGS),
    st.lists(st.deferred(lambda: st.sampled_from(vocabulary())), max_size=12),
    st.sampled_from(["", "?", "??", " - or not?"]),
)


def check(kb: KnowledgeBase, question: str) -> Answer:
    """Assert what holds for every answer."""
    answer = kb.ask(question)
    assert 0 <= answer.confidence <= 1
    assert len(answer.claims) <= MAX_FACTS
    assert len(set(answer.claims)) == len(answer.claims)
    if not answer.answered:
        assert answer.missing is not None
        assert answer.missing[-1] in ".?"
        assert (answer.statements, answer.claims, answer.confidence) == ((), (), 0.0)
        return answer
    assert answer.missing is None
    assert len(convert.answer(kb, answer, 0.0).answer.split()) <= MAX_WORDS
    assert len({statement.text for statement in answer.statements}) == len(answer.statements)
    for statement in answer.statements:
        assert re.search(r"\w", statement.text)
        assert statement.citations
        for citation in statement.citations:
            text = kb.document(citation.span.document).text
            assert citation.quote == text[citation.span.start : citation.span.end]
    return answer


@settings(max_examples=80)
@given(question=asked)
def test_any_question_in_words_of_the_corpus_is_answered_true_or_refused(
    knowledge_base: KnowledgeBase, question: str
) -> None:
    """Quotes are exact, 80 words are the most, a refusal says what is missing."""
    check(knowledge_base, question)


@settings(max_examples=60)
@given(question=st.text(max_size=2000))
def test_any_text_is_answered_true_or_refused(knowledge_base: KnowledgeBase, question: str) -> None:
    """Emoji, right-to-left script, control characters."""
    check(knowledge_base, question)


@pytest.mark.parametrize(
    "question",
    [
        *("", " ", "?", "???", "\x00", "\N{ROBOT FACE}" * 2000, "(" * 2000, '"' * 2000, "$" * 2000),
        *("x" * 2000, "a " * 1000, "training " * 222, "is " * 666, "1 " * 1000, "\n" * 1999 + "a"),
        *(") OR (", "NEAR(training inference, 5)", "title:training", "^training*", "-inference"),
        *("training AND NOT inference*", "[a-z]+(?=.*)\\1{2,}", "(((", "\\", "%s %d {0} {x}"),
        *("SELECT * FROM passages; DROP TABLE passages;--", "<script>alert(1)</script>"),
        *("ما هو التدريب؟", "什么是推理", "\u202etraining", "e\u0301" * 900, "training\x00cost"),
        *("How much is $100?", "1e400 GB", "10^9999 GPUs", "NaN", "-0", "½ ⅓ ² ① Ⅷ ٣"),
    ],
    ids=lambda question: ascii(question[:20]),
)
def test_odd_text_is_answered_true_or_refused(knowledge_base: KnowledgeBase, question: str) -> None:
    """Operators of query languages, patterns, markup, numbers that are none, 2,000 characters."""
    check(knowledge_base, question)


@settings(max_examples=25)
@given(question=asked)
def test_the_same_question_has_the_same_answer(
    knowledge_base: KnowledgeBase, question: str
) -> None:
    """To the last citation and score."""
    assert knowledge_base.ask(question) == knowledge_base.ask(question)


@pytest.mark.parametrize(
    ("question", "kind", "words"),
    [
        ("What batch sizes do training and inference use?", Kind.COMPARISON, ("32-512+", "1-32")),
        ("batch size training inference", Kind.COMPARISON, ("32-512+", "1-32")),
        ("how much does it cost to train gpt-4", Kind.QUANTITY, ("$100 million",)),
        ("Is a batch size of 256 typical for inference?", Kind.YES_NO, ("No. ", "1-32")),
        ("which agency reported the electricity surge?", Kind.ENTITY, ("IEA",)),
        ("Are weights frozen during inference?", Kind.YES_NO, ("Yes. ", "frozen")),
    ],
)
def test_an_answer_is_direct(
    knowledge_base: KnowledgeBase, question: str, kind: Kind, words: tuple[str, ...]
) -> None:
    """What is asked stands in the first statement, worded as a sentence."""
    answer = check(knowledge_base, question)
    said = answer.statements[0].text
    assert all(word in said for word in words)
    assert "|" not in said
    assert kind in {answer.kind, Kind.COMPARISON}


def test_facts_rest_on_what_is_said(knowledge_base: KnowledgeBase) -> None:
    """The first of them is read off a statement's quote."""
    answer = check(knowledge_base, "Which precision does training use?")
    cited = [citation.span for s in answer.statements for citation in s.citations]
    assert answer.claims
    assert any(answer.claims[0].source.overlaps(span) for span in cited)


def test_a_refusal_lists_the_nearest_passages(knowledge_base: KnowledgeBase) -> None:
    """As many as are asked for."""
    answer = knowledge_base.ask("How tall is Mount Everest?", top_k=3)
    assert not answer.answered
    assert len(answer.hits) == 3
