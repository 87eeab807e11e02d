"""An entry comes back from its bytes as it was."""

from hypothesis import given

from corpus.entry import Entry
from corpus.packing import packed, unpacked
from tests.corpus.entries import entries


@given(entries())
def test_an_entry_comes_back(entry: Entry) -> None:
    """Whatever is in it, in the same order."""
    back = unpacked(packed(entry))
    assert back == entry
    assert [*back.vectors] == [*entry.vectors]
