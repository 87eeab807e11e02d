"""What holds of every comparison of claims, whichever they are."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Span
from kg.agreement.groups import Agreement, Group, Verdict
from kg.claim import Claim, Object, Quantity, Text
from kg.ontology import default_ontology

ONTOLOGY = default_ontology()
CONCEPTS = [
    ONTOLOGY.concepts[i] for i in ("phase-training", "phase-inference", "hw-b200", "hw-gpu")
]
FORMATS = [ONTOLOGY.concepts[i] for i in ("tech-fp16", "tech-bf16", "tech-fp8", "org-nvidia")]

QUANTITIES = st.builds(
    Quantity,
    st.sampled_from(["", "3", "hundreds", "about 3"]),
    st.none() | st.decimals(1, 40, places=1),
    st.none() | st.decimals(40, 90, places=1),
    st.sampled_from(["GB", "TB", "USD", None]),
)
OBJECTS: st.SearchStrategy[Object] = st.one_of(
    QUANTITIES,
    st.sampled_from([*CONCEPTS, *FORMATS]),
    st.sampled_from(["once", "not once", "3 times", "FP16/BF16", "FP32"]).map(Text),
)
CLAIMS = st.lists(
    st.builds(
        Claim,
        st.sampled_from(CONCEPTS),
        st.sampled_from(
            ["price", "suitedTo", "usedFor", "runsOn", "precision", "madeBy", "states"]
        ),
        OBJECTS,
        st.builds(lambda d, at: Span(d, at, at + 1), st.sampled_from("abc"), st.integers(0, 9)),
        st.just("hand"),
        hedge=st.sampled_from([None, "about", "may"]),
        time=st.sampled_from([None, "2023", "2024"]),
        negated=st.booleans(),
        comparand=st.none() | st.sampled_from(CONCEPTS),
        relation=st.sampled_from([None, "higherThan", "lowerThan", "atLeast"]),
        scope=st.sampled_from([(), ("basis/annual",), ("class/model-gpt-4", "statistic/peak")]),
    ),
    max_size=9,
)


def told(groups: tuple[Group, ...]) -> set[tuple[object, ...]]:
    """Groups without any order among or within them."""
    return {
        (
            group.key,
            group.verdict,
            group.explained_by,
            frozenset(frozenset(claim.id for claim in side) for side in group.sides),
        )
        for group in groups
    }


@given(CLAIMS, st.randoms(use_true_random=False))
def test_order_makes_no_difference(claims: list[Claim], random: Random) -> None:
    """Verdicts, sides and explanations are the same whichever claim comes first."""
    claims = list({claim.id: claim for claim in claims}.values())
    shuffled = random.sample(claims, len(claims))
    one, other = Agreement(claims, ONTOLOGY), Agreement(shuffled, ONTOLOGY)
    assert told(one.groups) == told(other.groups)
    assert told(one.explained) == told(other.explained)


@given(CLAIMS)
def test_sides_are_apart(claims: list[Claim]) -> None:
    """A claim is in one group and on one of its sides; who differs has two sides, or more."""
    found = Agreement(claims, ONTOLOGY)
    assert sorted(c.id for g in found.groups for c in g.claims) == sorted({c.id for c in claims})
    for group in (*found.groups, *found.explained):
        assert sorted(c.id for side in group.sides for c in side) == sorted(
            c.id for c in group.claims
        )
        assert (len(group.sides) > 1) == (group.verdict is Verdict.DIFFER)


@given(CLAIMS)
def test_one_document_never_contradicts_itself(claims: list[Claim]) -> None:
    """Where all is said by one document, all stands alone; and adding a claim of it twice too."""
    found = Agreement([c for c in claims if c.source.document == "a"], ONTOLOGY)
    assert not found.conflicts
    assert not found.explained
    assert {group.verdict for group in found.groups} <= {Verdict.SINGLE}


@given(CLAIMS)
def test_documents_are_compared_in_both_directions(claims: list[Claim]) -> None:
    """Exchanging the names of two documents exchanges the sides and changes no verdict."""
    pair = [claim for claim in claims if claim.source.document in {"a", "b"}]
    exchanged = [replace(claim, source=_exchanged(claim.source)) for claim in pair]
    verdicts = [
        sorted(group.verdict.value for group in Agreement(found, ONTOLOGY).groups)
        for found in (pair, exchanged)
    ]
    assert verdicts[0] == verdicts[1]


def _exchanged(span: Span) -> Span:
    return Span({"a": "b", "b": "a"}[span.document], span.start, span.end)
