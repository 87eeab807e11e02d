"""Cells of one row stay apart: equal values, and names in any script."""

import pytest

from kg.claim import Quantity
from tests.kg.extract.reading_of import claims_of_page


def page(*rows: str) -> str:
    """A table in Markdown, its header first."""
    header, *others = rows
    rule = "|".join("---" for _ in header.split("|"))
    return "\n".join(f"| {row} |" for row in (header, rule, *others))


def test_equal_values_of_two_columns_are_two_claims() -> None:
    """A chip may be as fast in one format as in another; each column says so."""
    words = page("Chip | BF16 (TFLOPS) | FP8 (TFLOPS)", "Gaudi 3 | 1,835 | 1,835")
    claims = [c for c in claims_of_page(words) if c.predicate == "computePerformance"]
    assert {c.scope for c in claims} == {("variant/BF16",), ("variant/FP8",)}
    assert len({c.id for c in claims}) == len(claims)


def test_a_value_of_two_years_is_two_claims() -> None:
    """What did not change is told for each of the years."""
    words = page("Firm | Revenue 2024 | Revenue 2025", "NVIDIA | $57 billion | $57 billion")
    claims = claims_of_page(words)
    assert {c.scope for c in claims} == {("variant/Revenue 2024",), ("variant/Revenue 2025",)}


@pytest.mark.parametrize("name", ["Байкал", "Эльбрус-8", "寒武纪", "昇腾910B", "Ήλιος", "가온"])
def test_a_name_in_any_script_has_its_row(name: str) -> None:
    """Its values are claimed of it, under its name and an id of its own."""
    claims = claims_of_page(page("Chip | Memory | Power", f"{name} | 80 GB | 300 W"))
    assert {c.predicate for c in claims} == {"memoryCapacity", "power"}
    assert {c.subject.label for c in claims} == {name.lower()}
    assert all(c.subject.id.isascii() and isinstance(c.object, Quantity) for c in claims)


def test_names_in_other_scripts_do_not_share_an_id() -> None:
    """The letters that an id has no room for tell them apart all the same."""
    rows = [
        f"{name} | 80 GB | 300 W" for name in ("Модель Альфа", "Модель Бета", "模型甲", "模型乙")
    ]
    claims = claims_of_page(page("Model | Memory | Power", *rows))
    assert (
        len({c.subject.id for c in claims}) == len({c.subject.label for c in claims}) == len(rows)
    )


@pytest.mark.parametrize(
    "note",
    ["* vendor claim", "\\* Claimed by the vendor.", "Figures marked * are vendor claims."],
)
def test_a_marked_figure_is_only_claimed(note: str) -> None:
    """What the note says of a mark weakens what stands at it, and nothing else."""
    words = page("Chip | Bandwidth (TB/s) | Power (W)", "Gaudi 3 | 3.7* | 900")
    firm = {c.predicate: c.hedge for c in claims_of_page(f"{words}\n\n{note}\n")}
    assert firm == {"memoryBandwidth": "claimed", "power": None}


@pytest.mark.parametrize("note", ["* without cooling", "* vendor claim\n* other claims", ""])
def test_another_note_weakens_nothing(note: str) -> None:
    """Notes of other things, lists, and marks that nobody explains."""
    words = page("Chip | Bandwidth (TB/s) | Power (W)", "Gaudi 3 | 3.7* | 900")
    assert {c.hedge for c in claims_of_page(f"{words}\n\n{note}\n") if c.rule == "table"} == {None}
