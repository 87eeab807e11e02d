"""Promises of service/indexing/change.py and compared.py: what changed, fact by fact."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Span
from corpus.errors import NotFoundError
from kg.claim import Claim, Concept, Text
from service.indexing.build import build
from service.indexing.change import Difference, Stated, difference, meaning
from service.indexing.compared import compared
from tests.encoders import HashingEncoder

GPU = Concept("hw-gpu", "GPU", "hardware")
CLAIMS = st.builds(
    lambda predicate, text, start: Stated(
        Claim(GPU, predicate, Text(text), Span("a", start, start + 1), "rule"), text
    ),
    st.sampled_from(["price", "power"]),
    st.sampled_from(["low", "LOW ", "high"]),
    st.integers(0, 3),
)
OLD = "# Chips\n\nThe NVIDIA H200 has 141 GB of memory. Training takes weeks.\n"
NEW = "# Chips\n\nIntroduction.\n\nThe NVIDIA H200 has 142 GB of memory. Inference is cheap.\n"


def meanings(claims: list[Stated]) -> set[object]:
    """What they say."""
    return {meaning(one.claim) for one in claims}


@given(before=st.lists(CLAIMS), after=st.lists(CLAIMS))
def test_a_difference_leads_from_one_side_to_the_other(
    before: list[Stated], after: list[Stated]
) -> None:
    """Without what was removed and with what was added, one side says what the other does."""
    found = difference(before, after)
    lost = meanings([*found.removed, *(one for one, _ in found.changed)])
    gained = meanings([*found.added, *(other for _, other in found.changed)])
    assert (meanings(before) - lost) | gained == meanings(after)
    assert found.kept == len(meanings(before) & meanings(after))
    assert not lost & meanings(after)
    assert not gained & meanings(before)
    back = difference(after, before)
    assert meanings([*back.added, *(b for _, b in back.changed)]) == lost


@given(claims=st.lists(CLAIMS))
def test_nothing_changes_where_nothing_did(claims: list[Stated]) -> None:
    """Nor where a fact is only said again, elsewhere or in other letters."""
    moved = [
        Stated(
            Claim(GPU, one.claim.predicate, Text(one.quote.upper()), Span("b", 9, 10), "other"),
            one.quote,
        )
        for one in reversed(claims)
    ]
    found = difference(claims, [*moved, *moved])
    assert found == Difference(kept=len(meanings(claims)))


def test_files_documents_and_indexes_can_be_compared(tmp_path: Path) -> None:
    """In any mixture, with the same result."""
    for name, text in {"old": OLD, "new": NEW}.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
        build([folder], tmp_path / f"{name}-index", HashingEncoder())
    index = tmp_path / "new-index"
    files = compared(str(tmp_path / "old/old.md"), str(tmp_path / "new/new.md"), index, 1_000)
    assert [one.quote for one in files.removed] == ["Training takes weeks"]
    assert [one.quote for one in files.added] == ["Inference is cheap"]
    assert any("141" in a.quote and "142" in b.quote for a, b in files.changed)
    assert compared(str(tmp_path / "old-index"), "new", index, 1_000) == files
    with pytest.raises(NotFoundError, match="nobody"):
        compared("nobody", "new", index, 1_000)
