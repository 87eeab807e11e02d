"""Promises of service/preamble.py: what leads up to a question is told from it, no word is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.preamble import lead_and_question


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
