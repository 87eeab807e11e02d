"""Promises of service/question/basis.py: per what a figure is given, and per what it is asked."""

import pytest

from service.question.basis import asked_bases, bases, basis_of, without_bases


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$2.50 per million output tokens", {"token"}),
        ("2.99 $/gpu-hour", {"hour"}),
        ("$0.07 per gb and month", {"month"}),
        ("1.3 million requests a day", {"day"}),
        ("an annual cost", {"year"}),
        ("each of those requests", {"request"}),
        ("$4.10 a year ago", set()),
        ("lost in a day", set()),
        ("the day after", set()),
    ],
)
def test_a_basis_is_found(text: str, found: set[str]) -> None:
    """But a time that passes is none."""
    assert bases(text) == found


def test_a_question_may_ask_of_a_single_one() -> None:
    """As of one request, where a sentence would speak of it without giving a rate."""
    assert asked_bases("how much energy does a query take") == {"request"}
    assert bases("how much energy does a query take") == set()
    assert asked_bases("how long does a day last") == {"day"}


def test_each_figure_has_its_own_basis() -> None:
    """What follows it tells, and else what stands before it in its clause."""
    text = "rental per hour: $3.79; price: $30,000; $0.20 per million tokens, $9 a month"
    places = [(text.index(v), text.index(v) + len(v)) for v in ("$3.79", "$30,000", "$0.20", "$9")]
    found = [basis_of(text, start, end, places) for start, end in places]
    assert found == [{"hour"}, set(), {"token"}, {"month"}]


def test_a_text_is_read_without_its_bases() -> None:
    """So that "cost per token" asks for no number of tokens."""
    assert "token" not in without_bases("what does the card cost per million tokens?")


def test_a_figure_may_be_per_one_of_what_is_counted() -> None:
    """Where that stands right after it, or is part of it."""
    text = "ours costs $0.0004 a query, and a query takes 2 gb"
    assert basis_of(text, 11, 18, ()) == basis_of(text, 11, 26, ()) == {"request"}
    assert basis_of(text, 46, 50, ((11, 18),)) == set()
