"""A label is read for what it says: the property where its head names one, and all its words."""

from decimal import Decimal

import pytest

from kg.extract.table.header import Header, HeaderReader
from tests.kg.extract.reading_of import extractor


def read(label: str, value: str) -> Header:
    """A label as it is read for a value."""
    tools = extractor().tools
    reader = HeaderReader(tools)
    found = tools.measure(value)
    quantity = reader.measured(value, [label]) or (found[0][2] if found else None)
    return reader.read(label, value, quantity)


@pytest.mark.parametrize(
    ("label", "value", "predicate"),
    [
        ("HBM capacity", "80 GB", "memoryCapacity"),
        ("Memory (GB)", "80", "memoryCapacity"),
        ("Power limit", "700 W", "power"),
        ("Hardware cost (2024 US$)", "400", "price"),
        ("Quality risk", "High", "risk"),
        ("Where we would use it", "Training", "suitedTo"),
        ("Acme product", "Acme Forge", "output"),
        ("Year of peak spend", "2023", "event"),
        ("Staff", "12 people", None),
        ("Retention of logs", "90 days", None),
        ("Individual requests", "2 KB to 4 MB", None),
    ],
)
def test_the_head_of_a_label_names_the_property(
    label: str, value: str, predicate: str | None
) -> None:
    """Neither a word beside it, nor a unit that many things have."""
    assert read(label, value).predicate == predicate


@pytest.mark.parametrize("label", ["HBM capacity", "Our board power", "Memory (GB)", "Power, W"])
def test_a_label_may_say_no_more_than_its_property(label: str) -> None:
    """Then nothing of it needs to be kept."""
    assert read(label, "5 W" if "ower" in label else "5 GB").plain


@pytest.mark.parametrize(
    ("label", "value", "words"),
    [
        ("Unit price (1k)", "$119", "Unit price (1k)"),
        ("Training compute (FLOP)", "3.1e23", "Training compute"),
        ("Revenue ($ million)", "412", "Revenue ($ million)"),
        ("Memory for a 70B model", "140 GB", "Memory for a 70B model"),
        ("Memory per parameter (16-bit)", "16 bytes", "Memory per parameter (16-bit)"),
        ("Typical price", "$300", "Typical price"),
        ("MMLU (5-shot, %)", "64.1", "MMLU (5-shot)"),
    ],
)
def test_what_a_label_says_beyond_its_property_is_kept(label: str, value: str, words: str) -> None:
    """But for a plain unit, which goes on the value."""
    header = read(label, value)
    assert (header.words, header.plain) == (words, False)


@pytest.mark.parametrize(
    ("label", "value", "unit", "minimum"),
    [
        ("Training compute (FLOP)", "3.1e23", "FLOP", "3.1e23"),
        ("Parameters (billions)", "175", "parameter", "175e9"),
        ("Training data (tokens)", "300 billion", "token", "300e9"),
        ("Revenue ($ million)", "412", "USD", "412e6"),
        ("Price per hour, US$", "2.10", "USD", "2.10"),
        ("Latency / ms", "31", "ms", "31"),
        ("Tokens/s", "3,200", "token/s", "3200"),
        ("Tokens per second on an L4", "62", "token/s", "62"),
    ],
)
def test_a_unit_in_a_label_goes_on_the_number(
    label: str, value: str, unit: str, minimum: str
) -> None:
    """In brackets, after a comma or a stroke, scaled, or counted by the label itself."""
    quantity = HeaderReader(extractor().tools).measured(value, [label])
    assert quantity is not None
    assert (quantity.text, quantity.unit) == (value, unit)
    assert quantity.minimum == Decimal(minimum)
