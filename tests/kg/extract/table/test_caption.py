"""What stands above a table holds for its numbers: a unit, whose they are, and nothing else."""

import pytest

from kg.claim import Claim, Quantity
from tests.kg.extract.reading_of import claims_of_page

RENTS = """
# Rents

{above}

| Accelerator | On demand | Mar 2026 | Memory (GB) |
| --- | --- | --- | --- |
| A100 | 1.80 | 1.20 | 80 |
"""
SPEEDS = """
# Osprey Q7 against the L40S

**Table 3. Throughput, tokens per second**

| Model | Osprey Q7 | Osprey Q7 | L40S |
| --- | --- | --- | --- |
| Model | FP16 | INT8 | INT8 |
| Llama 3.1 8B | 2,100 | 3,900 | 3,000 |
"""
LOADS = """
# Report

**Table 1. Electricity use of edge sites, worldwide**

| Year | Total (TWh) | of which inference |
| --- | --- | --- |
| 2025 | 118 | 62 % |
| 2030, low case | 240 | 70 % |
"""
WAFERS = """# Letter

## HBM capacity, wafers per month (our estimates)

| | |
| --- | --- |
| end of 2024 | 35,000 |
| end of 2026 | 110,000 |
| Lead time | 38 weeks |
"""
SPENDING = """
# Estimates

| USD billion | 2024 | 2026E |
| --- | --- | --- |
| Accelerator spending, total | 119 | 288 |
| - inference | 48 | 167 |
| Staff | 1 % | 2 % |
"""


def _numbers(claims: tuple[Claim, ...]) -> set[tuple[str, str, str, str | None, str | None]]:
    """Subject, property, number, unit and time of each claim of a number."""
    return {
        (c.subject.label, c.predicate, c.object.text, c.object.unit, c.time)
        for c in claims
        if isinstance(c.object, Quantity)
    }


@pytest.mark.parametrize(
    "above",
    [
        "**Prices in US dollars per GPU-hour**",
        "Table 2. Rents (US dollars per GPU-hour)",
        "The table gives medians of eleven clouds, in US dollars per GPU-hour.",
    ],
)
def test_a_unit_above_a_table_is_that_of_its_bare_numbers(above: str) -> None:
    """Those of a column that has a unit of its own keep it."""
    assert _numbers(claims_of_page(RENTS.format(above=above))) == {
        ("NVIDIA A100", "price", "1.80", "USD/GPU-h", None),
        ("NVIDIA A100", "price", "1.20", "USD/GPU-h", "Mar 2026"),
        ("NVIDIA A100", "memoryCapacity", "80", "GB", None),
    }


def test_a_sentence_that_tells_of_something_else_gives_no_unit() -> None:
    """Prose above a table may give a price that is none of it."""
    page = RENTS.format(above="We asked eleven clouds, and their bills came in US dollars.")
    assert {unit for *_, unit, _ in _numbers(claims_of_page(page))} == {"GB"}


def test_a_caption_names_the_property_that_no_column_does() -> None:
    """Which machine and which format a number is of stays with it."""
    found = claims_of_page(SPEEDS)
    speeds = {(c.object.text, c.scope) for c in found if isinstance(c.object, Quantity)}
    assert {c.predicate for c in found if isinstance(c.object, Quantity)} == {"throughput"}
    assert ("2,100", ("variant/FP16", "variant/Osprey Q7")) in speeds
    assert ("3,000", ("variant/INT8", "variant/L40S")) in speeds


def test_rows_of_dates_are_of_what_the_caption_names() -> None:
    """A row may be one of several cases, and a part says of what it is one."""
    found = claims_of_page(LOADS)
    assert {
        ("edge", "energyConsumption", "118", "TWh", "2025"),
        ("inference", "share", "62 %", "%", "2025"),
        ("inference", "share", "70 %", "%", "2030"),
    } <= {(s.split()[0], *rest) for s, *rest in _numbers(found)}
    low = {c.scope for c in found if isinstance(c.object, Quantity) and c.object.text == "70 %"}
    assert low == {("case/low case, worldwide", "of/Electricity use of edge sites")}


def test_a_heading_with_a_measure_names_what_dated_lines_below_it_give() -> None:
    """The other lines of the table have labels of their own."""
    found = {(c.subject.label, c.time) for c in claims_of_page(WAFERS)}
    assert {("hbm capacity", "end of 2024"), ("hbm capacity", "end of 2026")} <= found


def test_a_corner_gives_the_unit_and_its_scale() -> None:
    """A part is told of the row that it is a part of; a share has a unit already."""
    found = claims_of_page(SPENDING)
    spent = {c.scope for c in found if c.time == "2026" and c.subject.label == "inference"}
    assert ("accelerator spending, total", "price", "288", "USD", "2026") in _numbers(found)
    assert spent == {
        ("variant/2026E", "variant/Accelerator spending, total", "variant/USD billion")
    }
    shares = (c for c in found if "%" in getattr(c.object, "text", ""))
    assert not any("USD" in s for c in shares for s in c.scope)
