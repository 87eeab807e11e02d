"""Promises of corpus/layout/stacked.py: a grid copied cell by cell is read as the table it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Kind
from corpus.structure import read_blocks
from tests.corpus.shapes import labelled, plain, said

PRODUCTS = [
    ["Product", "Maker", "Memory", "Bandwidth", "Power", "Year", "Price"],
    ["Corvo X1", "Halden", "80 GB", "3.3 TB/s", "700 W", "2022", "$30,000"],
    ["Corvo X2", "Halden", "141 GB", "4.8 TB/s", "700 W", "2024", "$35,000"],
    ["Brasa 300", "Mirelle", "192 GB", "5.3 TB/s", "750 W", "2023", "~$15,000"],
    ["Tern Lite", "Osko", "48 GB", "864 GB/s", "350 W", "2023", "$7,500"],
]
NO_TABLES = {
    "prose": "\n".join(
        [
            "A run takes many weeks.",
            "It needs 64 boards at once.",
            "Each board draws 700 watts.",
            "The price falls every year.",
            "Few firms can pay for it.",
            "Some rent the boards instead.",
            "Others share 8 of them.",
            "A reply takes far less time.",
            "One board serves many people.",
        ]
    ),
    "keys with values": "\n".join(
        f"{key}: {value}"
        for key, value in [
            *[("Memory", "80 GB"), ("Power", "700 W"), ("Year", "2022"), ("Price", "$30,000")],
            *[("Maker", "Halden"), ("Boards", "8"), ("Racks", "4"), ("Rows", "2"), ("Halls", "1")],
        ]
    ),
    "a short list": "Corvo X1\nCorvo X2\nBrasa 300\nTern Lite",
    "names alone": "\n".join(
        [
            *["Corvo", "Brasa", "Tern", "Halden", "Mirelle", "Osko", "Veyra", "Quill", "Lumen"],
            *["Sorrel", "Pike", "Amber"],
        ]
    ),
    "figures alone": "\n".join(f"{number} GB" for number in range(10, 130, 10)),
}


def stacked(rows: list[list[str]]) -> str:
    """Each cell on a line of its own."""
    return "\n".join(cell for row in rows for cell in row)


def cells(rows: list[list[str]]) -> list[tuple[str, ...]]:
    """Each cell below the header with its row and column labels."""
    names = rows[0]
    return [
        (row[0], name, cell)
        for row in rows[1:]
        for name, cell in zip(names[1:], row[1:], strict=True)
    ]


def test_a_table_of_products_is_read_cell_by_cell() -> None:
    """Seven columns: each figure has the product before it and the name of its column."""
    text = f"Words before the table.\n\n{stacked(PRODUCTS)}\n\nWords after the table."
    assert labelled(plain(text), Kind.CELL) == cells(PRODUCTS)


def test_a_cell_is_quoted_with_its_row_and_no_other() -> None:
    """The whole of a cell runs from the row's first line to its last."""
    document = plain(f"Words before the table.\n\n{stacked(PRODUCTS)}\n\nWords after the table.")
    wholes = {b.whole.of(document.text) for b in read_blocks(document) if b.kind is Kind.CELL}
    assert wholes == {"\n".join(row) for row in PRODUCTS[1:]}


@pytest.mark.parametrize("name", NO_TABLES)
def test_other_runs_of_short_lines_are_no_table(name: str) -> None:
    """Columns of figures below words are what shows a table, nothing less."""
    assert said(plain(f"Words before.\n\n{NO_TABLES[name]}\n\nWords after."), Kind.CELL) == []


def test_a_grid_with_a_cell_too_few_is_left_alone() -> None:
    """Where no number of columns fits, no figure is given to the wrong product."""
    lines = stacked(PRODUCTS).splitlines()
    lines.remove("141 GB")
    read = labelled(plain("\n".join(lines)), Kind.CELL)
    assert not {*read} - {*cells(PRODUCTS)}


_HEADERS = ["Board", "Memory", "Power", "Price", "Bandwidth", "Cores"]
_NAMES = ["Corvo", "Brasa", "Tern", "Veyra", "Quill", "Lumen", "Sorrel"]
_figure = st.builds("{} {}".format, st.integers(1, 999), st.sampled_from(["GB", "W", "units"]))


@st.composite
def _grids(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(3, len(_HEADERS)))
    names = draw(st.lists(st.sampled_from(_NAMES), min_size=2, max_size=7, unique=True))
    figures = st.lists(_figure, min_size=width - 1, max_size=width - 1)
    return [_HEADERS[:width], *([name, *draw(figures)] for name in names)]


@given(_grids())
def test_the_number_of_columns_is_found(rows: list[list[str]]) -> None:
    """Names, then figures, below a header of words: any width, any height."""
    assert labelled(plain(stacked(rows)), Kind.CELL) == cells(rows)
