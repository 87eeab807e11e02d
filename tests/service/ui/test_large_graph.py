"""A graph of 5,000 concepts: a page shows a neighbourhood of it, and takes no longer."""

import time

import pytest

from corpus.document import Span
from kg.claim import Claim, Concept
from kg.graph import KnowledgeGraph
from service.knowledge_base import KnowledgeBase
from service.settings import Settings
from service.ui.address import Address
from service.ui.choices import OFFERED, _offered
from service.ui.desk import Desk
from service.ui.pages import graph

SIZE = 5_000
HUB = 1_500  # how many are linked to one of them


@pytest.fixture(scope="module")
def desk(small: KnowledgeBase) -> Desk:
    """The small index's documents, said to state a large graph."""
    span = Span("chips", 16, 30)
    concepts = [Concept(f"other-{n}", f"thing {n}", "other") for n in range(SIZE)]
    ring = zip(concepts, [*concepts[1:], concepts[0]], strict=True)
    pairs = [*ring, *((concepts[0], other) for other in concepts[2 : HUB + 2])]
    claims = [Claim(one, "requires", other, span, "test") for one, other in pairs]
    large = KnowledgeBase.__new__(KnowledgeBase)
    large.__dict__.update(small.__dict__)
    large.graph = KnowledgeGraph.of(claims, small.ontology)
    return Desk(large, Settings(), lambda: pytest.fail("nothing is queried"))


@pytest.mark.parametrize("search", ["?view=graph", "?view=graph&concept=other-0&depth=2"])
def test_the_page_starts_from_a_neighbourhood(desk: Desk, search: str) -> None:
    """At most so many concepts, however many there are, and the busiest where none is named."""
    address = Address.of(search)
    graph.layout(desk, address)  # what is found once for each index
    started = time.perf_counter()
    found = graph.part(desk.kb, address)
    graph.layout(desk, address)
    assert time.perf_counter() - started < 2
    assert found.start.id == "other-0"
    assert 1 < len(found.nodes) <= graph.AROUND + 1


def test_expanding_adds_a_neighbourhood(desk: Desk) -> None:
    """Not the rest of the graph."""
    address = Address.of("?view=graph&concept=other-4000&also=other-0")
    found = graph.part(desk.kb, address)
    assert graph.AROUND < len(found.nodes) <= 2 * (graph.AROUND + 1)


def test_a_choice_offers_few_of_many(desk: Desk) -> None:
    """Those that fit what is typed."""
    options = _offered(desk, "thing 49", None, [])
    assert isinstance(options, list)
    assert 1 < len(options) <= OFFERED
    assert all("thing 49" in option["label"] for option in options)
