"""Amounts are read as a careful reader reads them, and names with digits are left alone."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.claim import Quantity
from kg.measure.quantity import comparable, convert, find_quantities
from kg.ontology import Ontology, default_ontology

M, B, T = 10**6, 10**9, 10**12


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    """The packaged vocabulary."""
    return default_ontology()


def read(text: str) -> list[Quantity]:
    """The quantities of a text."""
    return [quantity for _, _, quantity in find_quantities(text, default_ontology())]


@pytest.mark.parametrize(
    ("text", "written", "low", "high", "unit", "hedge"),
    [
        ("it has 1,000 GPUs", "1,000 GPUs", 1000, 1000, "GPU", None),
        ("for $2M", "$2M", 2 * M, 2 * M, "USD", None),
        ("about US$3bn", "US$3bn", 3 * B, 3 * B, "USD", "about"),
        ("€2.5m raised", "€2.5m", 2500000, 2500000, "EUR", None),
        ("costs 40 million dollars", "40 million dollars", 40 * M, 40 * M, "USD", None),
        ("$2-3 million a year", "$2-3 million a year", 2 * M, 3 * M, "USD/year", None),
        ("over $100 million", "$100 million", 100 * M, None, "USD", "over"),
        ("roughly $10 to $20 per hour", "$10 to $20 per hour", 10, 20, "USD/h", "roughly"),
        ("~$0.002 a request", "~$0.002 a request", "0.002", "0.002", "USD/request", "~"),
        ("at $2.49 per GPU-hour", "$2.49 per GPU-hour", "2.49", "2.49", "USD/GPU-h", None),
        ("$15 per million output tokens", None, 15, 15, "USD/Mtoken", None),
        ("tens to hundreds of millions of dollars", None, 10 * M, B, "USD", None),
        ("batches of 64-256+ samples", "64-256+ samples", 64, None, "sample", None),
        ("between 3 and 5 racks", "3 and 5 racks", 3, 5, "rack", None),
        ("between 70% and 85%", "70% and 85%", 70, 85, "%", None),
        ("some 80–90%", "80–90%", 80, 90, "%", "some"),
        ("75% or more of it", "75% or more", 75, None, "%", "or more"),
        ("a rise of 4 to 5x per year", "4 to 5x per year", 4, 5, "x/year", None),
        ("has grown 4 to 5 times per year", "4 to 5 times per year", 4, 5, "x/year", None),
        ("runs 40 times a day", "40 times a day", 40, 40, "time/day", None),
        ("30x faster", "30x", 30, 30, "x", None),
        ("a 10-fold gain", "10-fold", 10, 10, "x", None),
        ("it is twice as fast", "twice", 2, 2, "x", None),
        ("less than half of the bill", "half", None, "0.5", "x", "less than"),
        ("a 10:1 ratio", "10:1", 10, 10, "x", None),
        ("80% : 20%", "80% : 20%", 4, 4, "x", None),
        ("tens of thousands of chips", None, 10_000, 100_000, "chip", None),
        ("thousands to tens of thousands of GPUs", None, 1000, 100_000, "GPU", None),
        ("hundreds of billions of text tokens", None, 100 * B, T, "token", None),
        ("thousands of high-end GPUs", "thousands of high-end GPUs", 1000, M, "GPU", None),
        ("16,384 H100 GPUs", "16,384 H100 GPUs", 16384, 16384, "GPU", None),
        ("on 16,384 H100s", "16,384 H100s", 16384, 16384, "chip", None),
        ("a 70-billion-parameter model", "70-billion-parameter", 70 * B, 70 * B, "parameter", None),
        ("a 7B model", "7B", 7 * B, 7 * B, "parameter", None),
        ("15T tokens", "15T tokens", 15 * T, 15 * T, "token", None),
        ("at least 80GB of HBM", "80GB", 80, None, "GB", "at least"),
        ("up to 4.8 TB/s", "4.8 TB/s", None, "4.8", "TB/s", "up to"),
        ("120 kW per rack", "120 kW per rack", 120, 120, "kW/rack", None),
        ("100-120 tokens per second per user", None, 100, 120, "token/s/user", None),
        ("~8 million requests/day", "~8 million requests/day", 8 * M, 8 * M, "request/day", "~"),
        ("500 ms to 2 s", "500 ms to 2 s", 500, 2000, "ms", None),
        ("3.8x10^25 FLOP", "3.8x10^25 FLOP", "3.8e25", "3.8e25", "FLOP", None),
        ("milliseconds to seconds", "milliseconds to seconds", 1, 60_000, "ms", None),
        ("KB to MB", "KB to MB", 1, M, "kB", None),
        ("trained for weeks", "weeks", 1, "4.34821428571", "week", None),
        ("two phases", "two phases", 2, 2, "phase", None),
        ("8 GPU servers", "8 GPU servers", 8, 8, "server", None),
        ("0.3 Wh per query", "0.3 Wh per query", "0.3", "0.3", "Wh/query", None),
        ("billed at $80k/h", "$80k/h", 80_000, 80_000, "USD/h", None),
        ("about €1.2m/yr", "€1.2m/yr", 1_200_000, 1_200_000, "EUR/year", "about"),
        ("£1.5mn p.a. in all", "£1.5mn p.a.", 1_500_000, 1_500_000, "GBP/year", None),
        ("at 3 B/s", "3 B/s", 3, 3, "B/s", None),
        ("3M req/day", "3M req/day", 3 * M, 3 * M, "request/day", None),
        ("$4.20 per chip-hour", "$4.20 per chip-hour", "4.2", "4.2", "USD/chip-h", None),
        ("$2.10 per GPU per hour", None, "2.1", "2.1", "USD/GPU-h", None),
        ("$0.023 per GB-month", "$0.023 per GB-month", "0.023", "0.023", "USD/GB/month", None),
        ("$900 a GPU-month", "$900 a GPU-month", 900, 900, "USD/GPU-month", None),
        ("$12 per user month", "$12 per user month", 12, 12, "USD/user/month", None),
        ("$9 per query months later", "$9 per query", 9, 9, "USD/query", None),
        ("0.22 cents per 1k tokens", None, "0.22", "0.22", "cent/ktoken", None),
        ("40 Wh per million tokens per day", None, 40, 40, "Wh/Mtoken/day", None),
        ("took 1.2k GPU-days", "1.2k GPU-days", 1200, 1200, "GPU-day", None),
        ("two fifths of it", "two fifths", "0.4", "0.4", "x", None),
        ("an eighth of it", "an eighth", "0.125", "0.125", "x", None),
        ("sizes rarely exceed 16 samples", "16 samples", None, 16, "sample", "rarely exceed"),
    ],
)
def test_reads(
    text: str,
    written: str | None,
    low: int | str | None,
    high: int | str | None,
    unit: str,
    hedge: str | None,
) -> None:
    """As written, as numbers, with its unit and hedge."""
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    assert read(text) == [Quantity(written or text, bounds[0], bounds[1], unit, hedge)]


@pytest.mark.parametrize(
    "text",
    [
        "H100, A100, MI300X, GPT-4 and TPU v5e",
        "FP16/BF16, INT8 and INT4",
        "Llama 3.1 405B",
        "RTX 4090",
        "the unknown Zed-7 and the Qux 3",
        "Phase 2, Section 3.1, Figure 4, version 2.5.1",
        "at 4:09:39 AM on 10/1/2025, in May 2024, since 2010",
        "available 24/7",
        "see https://example.org/10-gpus",
        "the first half, a third party, one of the labs, no one, a single GPU",
        "1. First\n2. Second",
        "as cited [3] on the 2nd day",
        "a 3D image over 5G",
    ],
)
def test_names_and_labels_are_no_amounts(text: str) -> None:
    """Digits in names, versions, dates and labels are left alone."""
    assert read(text) == []


def test_amounts_of_one_kind_convert(ontology: Ontology) -> None:
    """Pint converts by the factors of the ontology."""
    [half] = read("500 GB/s")
    assert convert(half, "TB/s", ontology).minimum == Decimal("0.5")
    [price] = read("$2 per million tokens")
    assert convert(price, "USD/token", ontology).minimum == Decimal("0.000002")
    [week] = read("two weeks")
    assert convert(week, "h", ontology).maximum == 336
    [flops] = read("2 PFLOPS")
    assert convert(flops, "TFLOPS", ontology).minimum == 2000


def test_amounts_of_different_kinds_are_not_compared(ontology: Ontology) -> None:
    """No two dimensions or counted things are mixed."""
    texts = ("80 GB", "3 TB/s", "$5", "€5", "5 tokens", "5 requests", "5 days", "5%", "700 W")
    found = [quantity for text in texts for quantity in read(text)]
    assert len(found) == len(texts)
    for i, left in enumerate(found):
        for right in found[i + 1 :]:
            assert not comparable(left, right, ontology), (left, right)
    with pytest.raises(ValueError, match="cannot be converted"):
        convert(found[0], "USD", ontology)
    assert comparable(read("1 TB")[0], read("5 bytes")[0], ontology)
    assert comparable(read("9 Gbps")[0], read("1 GB per second")[0], ontology)


def test_conversion_is_exact_there_and_back(ontology: Ontology) -> None:
    """Every unit survives the way to its base and back."""
    for unit in ontology.units.values():
        if "/" not in unit.base and unit.base != unit.id:
            one = Quantity("", Decimal(3), None, unit.id)
            back = convert(convert(one, unit.base, ontology), unit.id, ontology)
            assert back.minimum == 3, unit.id


PIECES = st.sampled_from(
    re.findall(
        r"\S+",
        """$ 4 1,000 2.5 to - – % million billion thousands of GPUs tokens per second / day x ~
        over up + GB TB/s hours a and between half H100 FP16 GPT-4 2024 . , ( ) : weeks or months
        KB MB the €
        Training costs 90% in ten dollars""",
    )
)


@given(st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "\n", "  "]))))
def test_what_is_read_is_what_stands_there(pieces: list[tuple[str, str]]) -> None:
    """Offsets are exact, in order, apart, and bounds are in order."""
    text = "".join(word + gap for word, gap in pieces)
    last = 0
    for start, end, quantity in find_quantities(text, default_ontology()):
        assert last <= start < end
        assert text[start:end] == quantity.text
        if quantity.minimum is not None and quantity.maximum is not None:
            assert quantity.minimum <= quantity.maximum
        last = end


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    """Nothing that is typed breaks it."""
    for start, end, quantity in find_quantities(text, default_ontology()):
        assert text[start:end] == quantity.text


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("$2.49 per hour on demand, $1.85 reserved and $1.10 spot", ["USD/h"] * 3),
        ("$5.50/h on demand or $3.90 with a one-year commitment", ["USD/h"] * 2),
        ("14.3 kW under training load, 9.8 under serving load", ["kW"] * 2),
        ("$2.50 per million tokens for input and $10 for output", ["USD/Mtoken"] * 2),
        ("$2.49 per hour, and $1,500 in fees", ["USD/h", "USD"]),
        ("$2.49 per hour on demand. It cost $3 reserved", ["USD/h", "USD"]),
        ("$2.49 per hour on demand and $30,000 reserved", ["USD/h", "USD"]),
        ("14.3 kW under load with 8 GPUs", ["kW", "GPU"]),
    ],
)
def test_a_later_amount_takes_the_rate_of_the_first(text: str, units: list[str]) -> None:
    """Where the two are told apart by terms or case; another sum keeps the unit it has."""
    assert [quantity.unit for quantity in read(text)] == units


def test_a_month_of_a_gpu_is_that_many_hours(ontology: Ontology) -> None:
    """Prices per GPU are comparable, whatever time they are for."""
    (monthly,) = read("$1,461 per GPU-month")
    assert convert(monthly, "USD/GPU-h", ontology).minimum == 2
