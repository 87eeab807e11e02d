"""Every state of the page is an address, and the address is that state again."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Span
from service.ui.address import Address, call, place, read_place

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
ASKED = st.dictionaries(
    WORDS.filter(lambda name: name != "view"), st.lists(WORDS, min_size=1, unique=True).map(tuple)
)


@given(view=WORDS, asked=ASKED)
def test_an_address_is_read_as_it_was_written(view: str, asked: dict[str, tuple[str, ...]]) -> None:
    """Whatever the words: markup, ampersands, other scripts."""
    address = Address(view, asked)
    read = Address.of(urlsplit(address.link).query)
    assert read.view == view
    assert {name: read.all(name) for name in read.asked} == asked


@given(document=WORDS, start=st.integers(0, 10**9), length=st.integers(1, 10**6))
def test_a_place_is_read_as_it_was_written(document: str, start: int, length: int) -> None:
    """A document's name may hold any character."""
    fragment = urlsplit("/#" + place(document, start, start + length)).fragment
    assert read_place("#" + fragment) == Span(document, start, start + length)


@pytest.mark.parametrize(
    "fragment",
    [
        None,
        "",
        "#",
        "#page",
        "#a:1",
        "#a:2-1",
        "#a:1-1",
        "#:1-2",
        "#a:-1-2",
        "#a:1-²",
        f"#a:1-{10**20}",
    ],
)
def test_other_fragments_name_no_place(fragment: str | None) -> None:
    """The page's own anchors, and what someone mistyped."""
    assert read_place(fragment) is None


@given(query=st.text())
def test_any_query_can_be_read(query: str) -> None:
    """An address comes from anyone."""
    assert Address.of(query).view


def test_a_change_leaves_the_rest() -> None:
    """Of the parameters; without one, it is gone."""
    address = Address("graph", {"concept": ("a",), "hide": ("b", "c")})
    assert address.but(node="x").without("hide").search == "?view=graph&concept=a&node=x"


def test_a_call_repeats_what_has_several_values() -> None:
    """And leaves out what has none."""
    assert call("/v1/ask", question="a b", documents=["x", "y"], top_k=3, left="") == (
        "/v1/ask?question=a+b&documents=x&documents=y&top_k=3"
    )
