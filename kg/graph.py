"""Claims in, a graph out: concepts are its nodes, claims between two concepts its edges.

Claims about a quantity or in plain words have no second node: they stay with their subject and are
found by `KnowledgeGraph.claims` and `KnowledgeGraph.about`. The ontology's own links (what is
broader, who makes what) join concepts that the documents mention, marked `rule="ontology"`: they
let a path run, but they are not evidence and carry no claim.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from corpus.errors import NotFoundError
from kg.claim import Claim, Concept, Selection
from kg.identity import concepts_of, fold, place

if TYPE_CHECKING:
    from kg.ontology import Ontology

ONTOLOGY_RULE = "ontology"
BROADER = "broader"
MADE_BY = "madeBy"

# Below this similarity (0 to 100) a name is no help to someone who mistyped another.
_NEAR = 60


@dataclass(frozen=True, slots=True)
class Link:
    """An edge between two concepts, by id, as it is stated.

    Attributes:
        source: The subject.
        predicate: Property id.
        target: The object.
        rule: What read it; "ontology" where the vocabulary says so and no document need.
        claim: The evidence; None for a link of the ontology.
    """

    source: str
    predicate: str
    target: str
    rule: str
    claim: Claim | None

    @property
    def key(self) -> tuple[str, str, str]:
        """Orders links: by what they join, then by claim."""
        name = self.claim.id if self.claim else f"{ONTOLOGY_RULE}:{self.predicate}"
        return self.source, self.target, name


class KnowledgeGraph:
    """What the documents say, as a graph that can be looked up by id or by any name."""

    def __init__(self, claims: Iterable[Claim], ontology: "Ontology") -> None:
        self._claims = tuple(sorted({claim.id: claim for claim in claims}.values(), key=place))
        self._about = _claims_by_concept(self._claims)
        self._ontology = ontology
        self._name(_mentioned(self._claims, ontology))

    def _name(self, concepts: dict[str, Concept]) -> None:
        """Let concepts be found by their names."""
        self._concepts = concepts
        self._names = _names(concepts, self._ontology)
        self._ids = _ids_by_name(concepts, self._names)

    @classmethod
    def of(cls, claims: Iterable[Claim], ontology: "Ontology") -> "KnowledgeGraph":
        """Build the graph; the order of `claims` makes no difference."""
        return cls(claims, ontology)

    def concept(self, name: str) -> Concept:
        """The concept with this id, label or other name, in any case, spacing or hyphenation.

        Raises:
            NotFoundError: Where no document mentions it; the remedy lists the nearest names.
        """
        if name in self._concepts:
            return self._concepts[name]
        for form in (fold(name), _compact(name)):
            if form in self._ids:
                return self._concepts[self._ids[form]]
        message = f"no document mentions {name!r}"
        raise NotFoundError(message, self._nearest(name))

    def __contains__(self, id_: str) -> bool:
        """Whether a document mentions the concept of that id."""
        return id_ in self._concepts

    def concepts(
        self,
        type: str | None = None,  # noqa: A002 - what the ontology and the HTTP call name it
        q: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> tuple[Concept, ...]:
        """The concepts of a type, with `q` in one of their names; ordered by label."""
        wanted = fold(q or "")
        found = [
            concept
            for concept in sorted(self._concepts.values(), key=_by_label)
            if type in {None, concept.type}
            and any(wanted in fold(name) for name in self._names[concept.id])
        ]
        return tuple(found[offset:][:limit])

    def claims(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        phase: str | None = None,
        document: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> tuple[Claim, ...]:
        """The claims that pass every filter given, in the order of their sources.

        `subject` and `phase` are ids or names and match exactly that concept: a claim about the
        H100 SXM is not returned for the H100, nor one about fine-tuning for training. `compare` is
        the call that takes narrower concepts in.

        Raises:
            NotFoundError: Where no document mentions the subject or phase.
        """
        return self._selected(self._selection(subject, predicate, phase, document), limit, offset)

    def total(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        phase: str | None = None,
        document: str | None = None,
    ) -> int:
        """How many claims pass every filter given.

        Raises:
            NotFoundError: Where no document mentions the subject or phase.
        """
        return self._counted(self._selection(subject, predicate, phase, document))

    def _selection(
        self, subject: str | None, predicate: str | None, phase: str | None, document: str | None
    ) -> Selection:
        return Selection(
            None if subject is None else self.concept(subject).id,
            predicate,
            None if phase is None else self.concept(phase).id,
            document,
        )

    def _selected(self, wanted: Selection, limit: int | None, offset: int) -> tuple[Claim, ...]:
        found = [claim for claim in self._claims if wanted.has(claim)]
        return tuple(found[offset:][:limit])

    def _counted(self, wanted: Selection) -> int:
        return sum(map(wanted.has, self._claims)) if wanted != Selection() else len(self._claims)

    def bearing(self, concepts: Collection[str]) -> tuple[tuple[Claim, ...], bool]:
        """The claims with one of these as subject or as phase, by id, in the order of sources.

        With them, whether these are all.
        """
        found = (c for c in self._claims if c.subject.id in concepts or c.phase in concepts)
        return tuple(found), True

    def claim(self, id_: str) -> Claim | None:
        """The claim of that id, if there is one."""
        return next((claim for claim in self._claims if claim.id == id_), None)

    def claims_by_concept(self) -> Mapping[str, int]:
        """How many claims have each concept at an end, by id; none for a phase that has none."""
        return {id_: len(self._about.get(id_, ())) for id_ in self._concepts}

    def predicates(self) -> Mapping[str, int]:
        """How many claims there are of each property."""
        return Counter(claim.predicate for claim in self._claims)

    def claims_by_document(self) -> Mapping[str, int]:
        """How many claims each document makes."""
        return Counter(claim.source.document for claim in self._claims)

    def beside(self, concept: str) -> Mapping[str, int]:
        """The ids of what is linked to a concept, by id, with how many claims link the two.

        None does where only the vocabulary links them.
        """
        linked = Counter(
            other
            for claim in self._about.get(concept, ())
            if isinstance(claim.object, Concept)
            for other in (claim.subject.id, claim.object.id)
            if other != concept
        )
        return {**dict.fromkeys(self._vocabulary.get(concept, ()), 0), **linked}

    def degree(self, concept: str) -> int:
        """How many ends of links are at a concept, by id."""
        said = (
            (claim.subject.id == concept) + (claim.object.id == concept)
            for claim in self._about.get(concept, ())
            if isinstance(claim.object, Concept)
        )
        return sum(said) + sum(map(len, self._vocabulary.get(concept, {}).values()))

    def links(self, one: str, other: str) -> list[Link]:
        """What links two concepts, by id, in either direction, in the order of sources."""
        stated = _stated(self._between(one, other))
        return [*stated, *self._vocabulary.get(one, {}).get(other, ())]

    def among(self, concepts: Collection[str]) -> tuple[list[Link], bool]:
        """The links that have both ends among these, by id, each once; whether these are all."""
        claims, complete = self._linking(concepts)
        known = (
            link
            for one in concepts
            for links in self._vocabulary.get(one, {}).values()
            for link in links
            if link.source == one and link.target in concepts
        )
        return [*_stated(claims), *known], complete

    def _linking(self, concepts: Collection[str]) -> tuple[Iterable[Claim], bool]:
        """The claims that link two of some concepts; whether these are all."""
        found = (
            claim
            for one in concepts
            for claim in self._about.get(one, ())
            if claim.subject.id == one
            and isinstance(claim.object, Concept)
            and claim.object.id in concepts
        )
        return found, True

    def _between(self, one: str, other: str) -> Iterable[Claim]:
        fewer = min(one, other, key=lambda id_: len(self._about.get(id_, ())))
        return (
            claim
            for claim in self._about.get(fewer, ())
            if isinstance(claim.object, Concept)
            and (claim.subject.id, claim.object.id) in {(one, other), (other, one)}
        )

    @cached_property
    def vocabulary_links(self) -> tuple[Link, ...]:
        """What the vocabulary says of the concepts that documents mention, by id."""
        found = _ontology_links(self._concepts, self._ontology)
        return tuple(Link(low, said, high, ONTOLOGY_RULE, None) for low, said, high in found)

    @cached_property
    def _vocabulary(self) -> dict[str, dict[str, list[Link]]]:
        """The same by both ends."""
        found: defaultdict[str, dict[str, list[Link]]] = defaultdict(dict)
        for link in self.vocabulary_links:
            found[link.source].setdefault(link.target, []).append(link)
            found[link.target].setdefault(link.source, []).append(link)
        return dict(found)

    def about(self, concept: str) -> tuple[Claim, ...]:
        """The claims with this concept as subject or object, in the order of their sources.

        Raises:
            NotFoundError: Where no document mentions it.
        """
        return self._about.get(self.concept(concept).id, ())

    def names(self, concept: str) -> tuple[str, ...]:
        """Every name of a concept, its label first.

        Raises:
            NotFoundError: Where no document mentions it.
        """
        return self._names[self.concept(concept).id]

    def narrower(self, concept: str) -> frozenset[str]:
        """The ids of a concept and of all that is narrower than it: stages, models, kinds.

        Raises:
            NotFoundError: Where no document mentions it.
        """
        top = self.concept(concept).id
        found, pending = {top}, [top]
        while pending:
            fresh = self._below.get(pending.pop(), set()) - found
            found |= fresh
            pending.extend(fresh)
        return frozenset(found)

    @cached_property
    def _below(self) -> dict[str, set[str]]:
        """The ids of what is narrower than each concept, one step down."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for link in self.vocabulary_links:
            if link.predicate == BROADER:
                found[link.target].add(link.source)
        return found

    def _nearest(self, name: str) -> str:
        from rapidfuzz import process, utils  # noqa: PLC0415 - needed for a remedy alone

        labels = [concept.label for concept in self.concepts()]
        aliases = sorted({alias for names in self._names.values() for alias in names} - {*labels})
        near = process.extract(
            name,
            [*labels, *aliases],
            processor=utils.default_process,
            limit=3,
            score_cutoff=_NEAR,
        )
        if not near:
            return "list the concepts to see what there is"
        return "did you mean " + " or ".join(repr(match) for match, _, _ in near) + "?"


def _stated(claims: Iterable[Claim]) -> Iterator[Link]:
    """The links that claims state."""
    for claim in claims:
        if isinstance(claim.object, Concept):
            yield Link(claim.subject.id, claim.predicate, claim.object.id, claim.rule, claim)


def _by_label(concept: Concept) -> tuple[str, str]:
    return concept.label.casefold(), concept.id


def _mentioned(claims: Iterable[Claim], ontology: "Ontology") -> dict[str, Concept]:
    """Every concept that a claim names; under the ontology's label where it has one."""
    found: dict[str, Concept] = {}
    for claim in claims:
        for concept in concepts_of(claim):
            found.setdefault(concept.id, ontology.concepts.get(concept.id, concept))
    return found


def _names(concepts: Mapping[str, Concept], ontology: "Ontology") -> dict[str, tuple[str, ...]]:
    return {
        id_: tuple(dict.fromkeys((concept.label, *ontology.names.get(id_, ()))))
        for id_, concept in concepts.items()
    }


def _ids_by_name(
    concepts: Mapping[str, Concept], names: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """Written form -> id; an id wins over a label, a label over an alias, and so on down."""
    ids = sorted(concepts)
    aliases = [(name, id_) for id_ in ids for name in names[id_]]
    forms = [
        *((fold(id_), id_) for id_ in ids),
        *((fold(concepts[id_].label), id_) for id_ in ids),
        *((fold(name), id_) for name, id_ in aliases),
        *((_compact(name), id_) for name, id_ in aliases),
    ]
    return {form: id_ for form, id_ in reversed(forms) if form}


def _compact(name: str) -> str:
    """Letters and digits alone: "TPU v5e", "TPU-v5e" and "tpuv5e" are one."""
    return "".join(filter(str.isalnum, fold(name)))


def _claims_by_concept(claims: Iterable[Claim]) -> dict[str, tuple[Claim, ...]]:
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        ends = {claim.subject.id}
        if isinstance(claim.object, Concept):
            ends.add(claim.object.id)
        for end in ends:
            found[end].append(claim)
    return {id_: tuple(about) for id_, about in found.items()}


def _ontology_links(
    concepts: Mapping[str, Concept], ontology: "Ontology"
) -> Iterator[tuple[str, str, str]]:
    for id_ in sorted(concepts):
        for above in sorted(_nearest_above(id_, concepts, ontology.broader)):
            yield id_, BROADER, above
        maker = ontology.maker.get(id_)
        if maker is not None and maker in concepts:
            yield id_, MADE_BY, maker


def _nearest_above(
    id_: str, concepts: Mapping[str, Concept], broader: Mapping[str, tuple[str, ...]]
) -> set[str]:
    """The mentioned concepts broader than one, passing over those that no document mentions."""
    found: set[str] = set()
    seen = {id_}
    pending = list(broader.get(id_, ()))
    while pending:
        above = pending.pop()
        if above in seen:
            continue
        seen.add(above)
        if above in concepts:
            found.add(above)
        else:
            pending.extend(broader.get(above, ()))
    return found
