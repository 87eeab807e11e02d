"""Packed names are the sorted names, and each is found where it stands."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.names import Names


@given(
    st.sets(st.text(st.characters(codec="utf-8"), max_size=6)),
    st.text("ab", max_size=3),
)
def test_they_are_in_order_and_found(names: set[str], other: str) -> None:
    """As a sorted list has them, whatever their letters."""
    packed = Names.of(names)
    assert list(packed) == sorted(names)
    assert [packed.row(name) for name in packed] == list(range(len(names)))
    assert (packed.row(other) is None) == (other not in names)
    assert packed[:2] == sorted(names)[:2]
