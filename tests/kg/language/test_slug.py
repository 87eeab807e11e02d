"""Ids are ASCII, and one for each name."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kg.language.slug import slug

_LETTERS = st.text(st.sampled_from("абвгд模型甲乙αβγ한국 -8"), min_size=1, max_size=8)


@given(_LETTERS, _LETTERS)
def test_two_names_in_other_scripts_have_two_ids(one: str, other: str) -> None:
    """Whatever they have in common, unless it is the same name."""
    same = " ".join(one.split()) == " ".join(other.split())
    foreign = all(any(c.isalpha() for c in name) for name in (one, other))
    assert (slug(one) == slug(other)) == same or not foreign


@given(st.text())
def test_an_id_can_stand_in_any_address(name: str) -> None:
    """Small letters, digits and hyphens, and never nothing."""
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug(name))


def test_latin_names_are_readable() -> None:
    """Accents make no other thing, and no digest."""
    assert slug("  Zürich  Lab ") == "zurich-lab"
