"""A graph and concepts in; neighbourhoods, paths and comparisons out, each with its evidence."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice, pairwise, takewhile
from math import log2

from corpus.errors import InvalidInputError
from kg.claim import Claim, Concept, Object
from kg.graph import KnowledgeGraph, Link
from kg.identity import said

LINKS = 200_000  # that are read for one search for paths


@dataclass(frozen=True, slots=True)
class Edge:
    """A link of the graph as it is stated, from subject to object.

    Attributes:
        source: The subject.
        predicate: Property id.
        target: The object.
        rule: What read it; "ontology" where the vocabulary says so and no document need.
        claim: The evidence; None for a link of the ontology.
    """

    source: Concept
    predicate: str
    target: Concept
    rule: str
    claim: Claim | None


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """A concept's surroundings: `nodes` nearest first (itself leading), `edges` among them.

    Of a large index, there may be more edges than are read: then it is not `complete`.
    """

    nodes: tuple[Concept, ...]
    edges: tuple[Edge, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path.

    Attributes:
        source: Where the step starts.
        predicate: Property id of the best supported link between the two.
        target: Where it ends.
        claims: The evidence for that link; empty for a link of the ontology.
        forward: Whether the link is stated in the direction of the step: "source predicate target";
            else it reads "target predicate source".
    """

    source: Concept
    predicate: str
    target: Concept
    claims: tuple[Claim, ...]
    forward: bool


@dataclass(frozen=True, slots=True)
class Path:
    """A way from one concept to another that visits none twice."""

    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One thing said in a cell of the comparison, and every claim that says it."""

    subject: Concept
    object: Object
    negated: bool
    claims: tuple[Claim, ...]

    @property
    def documents(self) -> frozenset[str]:
        """The ids of the documents that say it."""
        return frozenset(claim.source.document for claim in self.claims)


@dataclass(frozen=True, slots=True)
class Aspect:
    """A row of the comparison: what is said of either side by one predicate."""

    predicate: str
    left: tuple[Value, ...]
    right: tuple[Value, ...]

    @property
    def aligned(self) -> bool:
        """Whether both sides have something."""
        return bool(self.left and self.right)

    @property
    def documents(self) -> frozenset[str]:
        """The ids of the documents that support the row."""
        return frozenset().union(*(value.documents for value in (*self.left, *self.right)))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two concepts side by side: aligned rows first, then those with more documents.

    Of a large index, more may be said than is read: then it is not `complete`.
    """

    left: Concept
    right: Concept
    rows: tuple[Aspect, ...]
    complete: bool = True


def neighbors(kg: KnowledgeGraph, concept: str, depth: int = 1, limit: int = 50) -> Neighborhood:
    """The concepts within `depth` links, in either direction, and the links among them.

    Nearest first; at equal distance, those that more claims link to nearer ones. At most `limit`
    concepts besides the first.

    Raises:
        NotFoundError: Where no document mentions the concept.
        InvalidInputError: Where depth or limit is below one.
    """
    _at_least_one(depth=depth, limit=limit)
    start = kg.concept(concept).id
    chosen = _nearest(kg, start, depth, limit)
    links, complete = kg.among(frozenset(chosen))
    return Neighborhood(
        nodes=tuple(kg.concept(id_) for id_ in chosen),
        edges=tuple(_edge(kg, link) for link in sorted(links, key=lambda link: link.key)),
        complete=complete,
    )


def paths(
    kg: KnowledgeGraph, source: str, target: str, max_hops: int = 4, limit: int = 10
) -> tuple[Path, ...]:
    """The shortest simple paths between two concepts, walking links in either direction.

    At most `limit` paths of at most `max_hops` steps, shorter ones first. Among equals, steps that
    a document supports come before those that only the ontology does, and a rarely linked concept
    before a hub: "both are GPUs" explains less than "both use HBM3e". Of a graph in which more than
    `LINKS` links are near, concepts with the fewest are walked over first, and the rest are not.

    Raises:
        NotFoundError: Where no document mentions one of the two.
        InvalidInputError: Where max_hops or limit is below one.
    """
    _at_least_one(max_hops=max_hops, limit=limit)
    start, end = kg.concept(source).id, kg.concept(target).id
    if start == end:
        return ()
    ways = islice(_ways(kg, start, end, max_hops), limit)
    return tuple(Path(tuple(_hops(kg, way))) for way in ways)


def compare(kg: KnowledgeGraph, left: str, right: str) -> Comparison:
    """What is said of two concepts, predicate by predicate.

    A claim belongs to a side when its subject is that concept or a narrower one (a stage of a
    phase, a model of a product line), else when its phase scope is. A claim that belongs to both in
    the same way (both sides are broader than its subject) stands in both columns.

    Raises:
        NotFoundError: Where no document mentions one of the two.
    """
    sides = kg.concept(left), kg.concept(right)
    below = kg.narrower(sides[0].id), kg.narrower(sides[1].id)
    claims, complete = kg.bearing(below[0] | below[1])
    columns = _columns(claims, *below)
    predicates = sorted({claim.predicate for column in columns for claim in column})
    rows = [
        Aspect(predicate, *(tuple(_values(column, predicate)) for column in columns))
        for predicate in predicates
    ]
    rows.sort(key=lambda row: (not row.aligned, -len(row.documents), row.predicate))
    return Comparison(*sides, tuple(rows), complete)


def _at_least_one(**numbers: int) -> None:
    for name, number in numbers.items():
        if number < 1:
            message = f"{name} is {number}"
            raise InvalidInputError(message, "give a whole number of at least 1")


def _nearest(kg: KnowledgeGraph, start: str, depth: int, limit: int) -> list[str]:
    chosen = [start]
    ring = [start]
    for _ in range(depth):
        ties: Counter[str] = Counter()
        for inner in ring:
            ties.update(kg.beside(inner))
        fresh = sorted(ties.keys() - {*chosen}, key=lambda id_: (-ties[id_], id_))
        ring = fresh[: limit + 1 - len(chosen)]
        chosen += ring
    return chosen


def _edge(kg: KnowledgeGraph, link: Link) -> Edge:
    ends = kg.concept(link.source), kg.concept(link.target)
    return Edge(ends[0], link.predicate, ends[1], link.rule, link.claim)


def _ways(kg: KnowledgeGraph, start: str, end: str, max_hops: int) -> Iterator[list[str]]:
    """Simple paths, best first, by Yen's algorithm: a hub's many neighbours cost no extra walks."""
    import networkx as nx  # noqa: PLC0415 - heavy

    beside = _around(kg, start, end, max_hops)
    pairs = sorted({(min(one, two), max(one, two)) for one in beside for two in beside[one]})
    simple: nx.Graph[str] = nx.Graph(pairs)
    if start not in simple or end not in simple:
        return
    reach = [nx.single_source_shortest_path_length(simple, node, max_hops) for node in (start, end)]
    near = reach[0].keys() & reach[1].keys()
    useful = {node for node in near if reach[0][node] + reach[1][node] <= max_hops}
    # Built anew from sorted pairs: a subgraph view would iterate in the order of a set's hashes.
    between: nx.Graph[str] = nx.Graph([pair for pair in pairs if useful.issuperset(pair)])
    if start not in between:
        return
    weight = partial(_step, beside, cache(kg.degree), max_hops)
    found = nx.shortest_simple_paths(between, start, end, weight=weight)
    yield from takewhile(lambda way: len(way) <= max_hops + 1, found)


def _step(
    beside: Mapping[str, Mapping[str, int]],
    degree: Callable[[str], int],
    max_hops: int,
    one: str,
    other: str,
    _: Mapping[str, object],
) -> float:
    """The length of a step: one, and so little more that a path's number of steps still decides."""
    stated = beside[one][other] if other in beside.get(one, ()) else beside[other][one]
    hub = (log2(degree(one)) + log2(degree(other))) / 64
    return 1 + ((not stated) + hub) / (2 * max_hops + 1)


def _around(
    kg: KnowledgeGraph, start: str, end: str, max_hops: int
) -> dict[str, Mapping[str, int]]:
    """What is beside the concepts half the steps from either end; of such, no more than `LINKS`.

    A step of a path that is short enough begins that near the start, or ends that near the end.
    """
    found: dict[str, Mapping[str, int]] = {}
    left = LINKS
    for root, steps in ((start, max_hops - max_hops // 2), (end, max_hops // 2)):
        ring, seen = [root], {root}
        for _ in range(steps):
            for id_ in sorted(ring, key=lambda id_: (kg.degree(id_), id_)):
                if id_ not in found and left >= 0:
                    found[id_] = kg.beside(id_)
                    left -= len(found[id_])
            fresh = {other for id_ in ring for other in found.get(id_, ())} - seen
            ring = [*fresh]
            seen |= fresh
    return found


def _hops(kg: KnowledgeGraph, way: list[str]) -> Iterator[Hop]:
    for one, other in pairwise(way):
        links: defaultdict[tuple[str, bool], list[Claim]] = defaultdict(list)
        for link in kg.links(one, other):
            links[link.predicate, link.source == one].extend([link.claim] if link.claim else [])
        predicate, forward = min(links, key=lambda link: (*_support(links[link]), link))
        claims = tuple(links[predicate, forward])
        yield Hop(kg.concept(one), predicate, kg.concept(other), claims, forward)


def _support(claims: Iterable[Claim]) -> tuple[int, int]:
    """Sorts what more documents, then more claims, say before what fewer do."""
    documents = [claim.source.document for claim in claims]
    return -len({*documents}), -len(documents)


def _columns(
    claims: Iterable[Claim], left: frozenset[str], right: frozenset[str]
) -> tuple[list[Claim], list[Claim]]:
    columns: tuple[list[Claim], list[Claim]] = ([], [])
    for claim in claims:
        decisive = claim.subject.id if claim.subject.id in left | right else claim.phase
        for column, side in zip(columns, (left, right), strict=True):
            if decisive in side:
                column.append(claim)
    return columns


def _values(claims: Iterable[Claim], predicate: str) -> list[Value]:
    same: defaultdict[tuple[str, bool, object], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.predicate == predicate:
            same[claim.subject.id, claim.negated, said(claim.object)].append(claim)
    values = [
        Value(group[0].subject, group[0].object, group[0].negated, tuple(group))
        for group in same.values()
    ]
    return sorted(values, key=lambda value: _support(value.claims))
