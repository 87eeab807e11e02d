"""Promises of service/question/preamble.py: a question is told from its lead and from thanks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.question.preamble import lead_and_question, without_thanks


@pytest.mark.parametrize(
    ("text", "leading", "asking"),
    [
        ("What is a KV cache?", "", "What is a KV cache?"),
        ("batch size training inference", "", "batch size training inference"),
        (
            "We bought the servers in 2021. My boss is unhappy! why is inference memory bound?",
            "We bought the servers in 2021. My boss is unhappy!",
            "why is inference memory bound?",
        ),
        (
            "What does an H100 cost? And what does a B200 cost?",
            "",
            "What does an H100 cost? And what does a B200 cost?",
        ),
        (
            "Is latency (approx. 50 ms) a limit vs. throughput?",
            "",
            "Is latency (approx. 50 ms) a limit vs. throughput?",
        ),
        (
            "Is it? I heard no. do the articles agree",
            "",
            "Is it? I heard no. do the articles agree",
        ),
        ('He asked "why so dear?" Is it?', "", 'He asked "why so dear?" Is it?'),
    ],
)
def test_sentences_that_ask_are_told_apart(text: str, leading: str, asking: str) -> None:
    """By their mark; a full stop of a short form ends nothing."""
    assert lead_and_question(text) == (leading, asking)


@given(st.text(alphabet="aB1.?! ", max_size=40).map(lambda text: " ".join(text.split())))
def test_no_word_is_lost(text: str) -> None:
    """Both parts together have all of them."""
    leading, asking = lead_and_question(text)
    assert sorted(f"{leading} {asking}".split()) == sorted(text.split())


@pytest.mark.parametrize("question", ["What is a KV cache?", "costs of training", "Define RLHF."])
@pytest.mark.parametrize(
    "closing", [" Thanks.", " Thank you!", " Please.", ", thanks a lot", " Please! Many thanks…"]
)
def test_a_courtesy_at_the_end_is_left_out(question: str, closing: str) -> None:
    """Whatever mark the question ends in, if any."""
    assert without_thanks(f"{question}{closing}") == question


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "sources please",
        "Thanks to what did prices fall?",
        "Who says “thank you”?",
        "a thank",
        "Is it cheaper? Thanks to whom?",
    ],
)
def test_other_words_of_thanks_stay(text: str) -> None:
    """What stands alone, is a part of the question, or asks for something."""
    assert without_thanks(text) == text
