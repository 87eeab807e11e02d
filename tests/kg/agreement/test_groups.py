"""Only comparable claims are compared, and both sides of a difference are kept."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Span
from kg.agreement.groups import Group, Verdict, groups
from kg.claim import Claim, Concept, Object, Quantity, Text
from kg.measure.interval import scale
from tests.kg.sample import CLAIMS, H100, NVIDIA, ONTOLOGY, TPU, number

WHOLE = st.integers(0, 1000)


def says(document: str, value: Object, *, at: int = 0) -> Claim:
    """What a document says of one property of one thing."""
    return Claim(H100, "memoryCapacity", value, Span(document, at, at + 1), "hand")


def verdicts(*claims: Claim) -> list[Verdict]:
    """The verdict of each group."""
    return [group.verdict for group in groups(claims, ONTOLOGY)]


def about(value: str) -> Quantity:
    """A number hedged with "about"."""
    return Quantity(f"about {value} GB", Decimal(value), Decimal(value), "GB", "about")


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (number("80 GB", "80", "80", "GB"), number("80 GB", "80", "80", "GB"), Verdict.AGREE),
        (number("80 GB", "80", "80", "GB"), number("0.08 TB", "0.08", "0.08", "TB"), Verdict.AGREE),
        (number("80 GB", "80", "80", "GB"), number("94 GB", "94", "94", "GB"), Verdict.DIFFER),
        (number("80 GB", "80", "80", "GB"), number("up to 94 GB", None, "94", "GB"), Verdict.AGREE),
        (number("80 GB", "80", "80", "GB"), number("over 94 GB", "94", None, "GB"), Verdict.DIFFER),
        (number("80 GB", "80", "80", "GB"), about("84"), Verdict.AGREE),
        (number("80 GB", "80", "80", "GB"), about("94"), Verdict.DIFFER),
        (NVIDIA, NVIDIA, Verdict.AGREE),
        (Text("Built  for scale"), Text("built for scale"), Verdict.AGREE),
    ],
)
def test_two_documents(one: Object, other: Object, verdict: Verdict) -> None:
    """Intervals that meet in a common unit agree, "about" reaches 10 % to either side."""
    assert verdicts(says("a", one), says("b", other)) == [verdict]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (number("80 GB", "80", "80", "GB"), number("$80", "80", "80", "USD")),
        (number("2 tokens", "2", "2", "token"), number("2 images", "2", "2", "image")),
        (number("$2/h", "2", "2", "USD/h"), number("$2", "2", "2", "USD")),
        (NVIDIA, TPU),
        (Text("fast"), Text("slow in 80 cases")),
    ],
)
def test_different_kinds_are_not_compared(one: Object, other: Object) -> None:
    """Other dimensions, other concepts, other words: each stands alone."""
    assert verdicts(says("a", one), says("b", other)) == [Verdict.SINGLE] * 2


@pytest.mark.parametrize("slot", [{"phase": "phase-training"}, {"time": "2024"}])
def test_another_scope_is_another_group(slot: dict[str, str]) -> None:
    """A phase or a year that only one side names keeps the two apart."""
    one, other = (says(d, number("8", n, n, "GB")) for d, n in (("a", "8"), ("b", "9")))
    assert (
        verdicts(one, replace(other, phase=slot.get("phase"), time=slot.get("time")))
        == [Verdict.SINGLE] * 2
    )


def test_a_denial() -> None:
    """A document that denies what another says differs from it."""
    yes, no = says("a", NVIDIA), replace(says("b", NVIDIA), negated=True)
    assert verdicts(yes, no) == [Verdict.DIFFER]


def test_several_values_of_one_document() -> None:
    """A list of values does not contradict a document that names one of them."""
    values = [says("a", number(n, n, n, "GB"), at=int(n)) for n in ("80", "94")]
    assert verdicts(*values, says("b", number("94", "94", "94", "GB"))) == [Verdict.AGREE]
    assert verdicts(*values) == [Verdict.SINGLE]


def test_rates() -> None:
    """A rate is converted in both of its parts."""
    one = says("a", number("$2 per million tokens", "2", "2", "USD/Mtoken"))
    other = says("b", number("0.2 cents per thousand", "0.2", "0.2", "cent/ktoken"))
    assert scale("USD/Mtoken", ONTOLOGY) == ("currency:USD/count:token", Decimal("0.000001"))
    assert verdicts(one, other) == [Verdict.AGREE]


def test_the_sample() -> None:
    """About 84 GB fits 80 GB, but nothing joins 80 GB and 94 GB: three documents differ."""
    found = {(g.key.subject, g.key.predicate, g.key.kind): g for g in groups(CLAIMS, ONTOLOGY)}
    memory = found["hw-h100", "memoryCapacity", "memory:B"]
    assert memory.verdict is Verdict.DIFFER
    assert [claim.source.document for claim in memory.claims] == ["note", "review 2024", "sheet"]
    suited = found["hw-h100", "suitedTo", "list"]
    assert suited.verdict is Verdict.DIFFER
    assert [[c.source.document for c in side] for side in suited.sides] == [
        ["review 2024"],
        ["sheet", "sheet"],
    ]


def interval(low: int, width: int) -> Quantity:
    """A range in gigabytes."""
    return number("", str(low), str(low + width), "GB")


@given(
    st.lists(st.tuples(st.sampled_from("abc"), WHOLE, WHOLE), max_size=6), st.permutations(range(6))
)
def test_every_claim_is_in_one_group(values: list[tuple[str, int, int]], order: list[int]) -> None:
    """Nothing is lost or said twice, whatever the order."""
    every = [says(d, interval(low, width), at=low) for d, low, width in values]
    claims = list({claim.id: claim for claim in every}.values())
    found = groups(claims, ONTOLOGY)
    shuffled = groups([claims[i] for i in order if i < len(claims)], ONTOLOGY)
    assert sorted(c.id for g in found for c in g.claims) == sorted(c.id for c in claims)
    assert [_facts(g) for g in shuffled] == [_facts(g) for g in found]


def _facts(group: Group) -> tuple[object, Verdict, list[str]]:
    return group.key, group.verdict, sorted(claim.id for claim in group.claims)


@given(WHOLE, WHOLE, WHOLE, WHOLE)
def test_agreement_is_overlap(low: int, width: int, other: int, breadth: int) -> None:
    """Two ranges agree exactly where some number lies in both, whichever comes first."""
    one, two = (
        replace(says(d, interval(*bounds)), predicate="batchSize")  # it has no tolerance
        for d, bounds in (("a", (low, width)), ("b", (other, breadth)))
    )
    meet = max(low, other) <= min(low + width, other + breadth)
    expected = [Verdict.AGREE if meet else Verdict.DIFFER]
    assert verdicts(one, two) == verdicts(two, one) == expected


def test_unknown_units_are_their_own_dimension() -> None:
    """A unit the ontology lacks is compared with itself only."""
    new = Concept("hw-new", "New", "hardware")
    one = replace(says("a", number("3 blips", "3", "3", "blip")), subject=new)
    two = replace(says("b", number("4 blips", "4", "4", "blip")), subject=new)
    assert verdicts(one, two) == [Verdict.DIFFER]
