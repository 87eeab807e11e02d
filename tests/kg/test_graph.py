"""The graph holds what documents say, and can be asked by any name."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import NotFoundError
from kg.claim import Claim, Concept
from kg.graph import ONTOLOGY_RULE, KnowledgeGraph
from tests.kg.sample import CLAIMS, H100, INFERENCE, NVIDIA, ONTOLOGY, TPU, TRAINING

KG = KnowledgeGraph.of(CLAIMS, ONTOLOGY)


def test_links() -> None:
    """Every claim between two concepts links them, in its direction, and nothing else does."""
    ids = [concept.id for concept in KG.concepts()]
    pairs = [(one, other) for one in ids for other in KG.beside(one) if one < other]
    stated = {
        (link.source, link.target, link.claim.id): link.claim
        for one, other in pairs
        for link in KG.links(one, other)
        if link.claim
    }
    expected = {
        (claim.subject.id, claim.object.id, claim.id): claim
        for claim in CLAIMS
        if isinstance(claim.object, Concept)
    }
    assert stated == expected
    assert sum(KG.beside(one)[other] for one, other in pairs) == len(expected)
    ends = Counter(end for one, other in pairs for link in KG.links(one, other) for end in link.key)
    assert {one: KG.degree(one) for one in ids} == {one: ends[one] for one in ids}


def test_ontology_links() -> None:
    """They join only concepts that documents mention, and have no claim."""
    links = [(link.source, link.predicate, link.target) for link in KG.vocabulary_links]
    assert ("hw-h100", "madeBy", "org-nvidia") in links
    mentioned = {c.id for c in (H100, TPU, NVIDIA, TRAINING, INFERENCE)}
    assert {end for source, _, target in links for end in (source, target)} <= mentioned
    assert all(link.rule == ONTOLOGY_RULE and not link.claim for link in KG.vocabulary_links)


def test_links_pass_over_what_is_not_mentioned() -> None:
    """A stage belongs to its phase though nobody mentions the stage between."""
    stage = ONTOLOGY.concepts["phase-sft"]
    above = ONTOLOGY.broader["phase-sft"]
    assert "phase-training" not in above
    graph = KnowledgeGraph.of([*CLAIMS, replace(CLAIMS[3], subject=stage)], ONTOLOGY)
    assert "phase-sft" in graph.narrower("training")
    assert not any(id_ in graph for id_ in above)


@pytest.mark.parametrize(
    "name", ["hw-h100", "h100", "  nvidia   H100 ", "H100 GPU", "h-100", H100.label]
)
def test_look_up(name: str) -> None:
    """A concept is found by id or any name, in any case, spacing or hyphenation."""
    assert KG.concept(name) == H100


def test_unknown_name() -> None:
    """A name that no document mentions is refused, with the nearest ones as the remedy."""
    with pytest.raises(NotFoundError, match="'h1000'") as caught:
        KG.concept("h1000")
    assert "'H100'" in caught.value.remedy


def test_known_but_not_mentioned() -> None:
    """Being in the ontology is not being in the documents."""
    with pytest.raises(NotFoundError):
        KG.concept("hw-b200")


def test_unseen_concept() -> None:
    """A concept that the ontology lacks keeps the name its document gives."""
    new = Concept("hw-acme-x1", "Acme X1", "hardware")
    graph = KnowledgeGraph.of([replace(CLAIMS[0], subject=new)], ONTOLOGY)
    assert graph.concept("ACME x1") == new


def test_list_concepts() -> None:
    """They are listed by type and by part of any name."""
    assert KG.concepts(type="phase") == (INFERENCE, TRAINING)
    assert KG.concepts(q="tensor core") == (H100,)
    assert KG.concepts(type="phase", q="h100") == ()


def test_pages() -> None:
    """The pages of a list make up the whole."""
    pages = [KG.concepts(limit=2, offset=start)[0:] for start in range(0, 6, 2)]
    assert tuple(c for page in pages for c in page) == KG.concepts()


def test_claim_filters() -> None:
    """Claims pass every filter given."""
    found = KG.claims(subject="inference", predicate="runsOn", document="review 2024")
    assert {(c.object, c.negated) for c in found} == {(TPU, False), (H100, True)}
    assert [c.object for c in KG.claims(phase="inference", predicate="runsOn")] == [TPU]


def test_subject_filter() -> None:
    """It is exact: a stage is not its phase."""
    stage = replace(CLAIMS[3], subject=ONTOLOGY.concepts["phase-pre-training"])
    graph = KnowledgeGraph.of([*CLAIMS, stage], ONTOLOGY)
    assert stage not in graph.claims(subject="training")
    assert stage in graph.claims(subject="pre-training")


def test_about() -> None:
    """A concept is found as subject and as object."""
    about = KG.about("H100")
    assert {c.subject for c in about} == {H100, INFERENCE}
    assert len(about) == 7


def test_order() -> None:
    """Claims stand in the order of their sources."""
    places = [(c.source.document, c.source.start) for c in KG.claims()]
    assert places == sorted(places)
    assert len(places) == len(CLAIMS)


@given(st.randoms(use_true_random=False))
def test_order_of_input(shuffler: random.Random) -> None:
    """The order in which claims come, and coming twice, makes no difference."""
    shuffled: list[Claim] = [*CLAIMS, *CLAIMS[:3]]
    shuffler.shuffle(shuffled)
    other = KnowledgeGraph.of(shuffled, ONTOLOGY)
    assert other.claims() == KG.claims()
    assert other.vocabulary_links == KG.vocabulary_links
    for one in KG.concepts():
        assert other.beside(one.id) == KG.beside(one.id)
