"""Claims in, groups of comparable claims out: sources that agree, that differ, or that stand alone.

Only claims with an equal key are found to differ. A slot of the key that one side lacks, a year or
a model, makes two values that differ "not comparable": they are shown with what explains the
difference, which is no conflict. Nothing is averaged and nothing is dropped.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from threading import RLock
from typing import TYPE_CHECKING

from kg.agreement.alike import Meaning
from kg.agreement.compatible import Comparison, Lists
from kg.agreement.family import Families, Family, Name, Slots
from kg.claim import Claim
from kg.identity import place

if TYPE_CHECKING:
    from kg.ontology import Ontology

# What it is called when a class of things has different values: each is another member's.
MEMBER = "member"


class Verdict(StrEnum):
    """How the documents of a group stand to each other."""

    AGREE = "agree"
    DIFFER = "differ"
    SINGLE = "single"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What the claims of a group share.

    Attributes:
        subject: Concept id.
        predicate: Property id.
        kind: The dimension of a quantity ("memory:B"), else the object itself, or "list".
        slots: What limits all of them, by kind, in order: ("phase", "phase-training"), ("time",
            "2024"), ("basis", "per query"), ("statistic", "peak"), ("modality", "possible").
    """

    subject: str
    predicate: str
    kind: str
    slots: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Claims side by side, and how their documents stand.

    Attributes:
        key: What they share.
        claims: In the order of their sources.
        verdict: How they stand.
        sides: The same claims by what they say; one side where they agree.
        explained_by: The kinds of slots that differ between the sides, where that explains the
            difference: "time", "basis", "class", "member", ...
        partial: Whether sides that differ name something in common.
    """

    key: Key
    claims: tuple[Claim, ...]
    verdict: Verdict
    sides: tuple[tuple[Claim, ...], ...]
    explained_by: tuple[str, ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How documents stand to each other.

    Attributes:
        groups: Every claim that was compared, in exactly one, ordered by key.
        explained: Differences between groups that their slots explain.
        complete: Whether all claims were compared.
    """

    groups: tuple[Group, ...]
    explained: tuple[Group, ...]
    complete: bool = True

    @classmethod
    def joined(cls, several: "Sequence[Standing]") -> "Standing":
        """All of them in one."""
        return cls(
            _sorted(group for one in several for group in one.groups),
            _sorted(group for one in several for group in one.explained),
            all(one.complete for one in several),
        )


@dataclass(frozen=True, slots=True)
class _Compared:
    """What came of comparing the claims of one topic.

    Attributes:
        claims: Their ids.
        groups: Every claim in exactly one.
        explained: Differences between groups that their slots explain.
        verdicts: How each claim stands, by id.
    """

    claims: tuple[str, ...]
    groups: tuple[Group, ...]
    explained: tuple[Group, ...]
    verdicts: Mapping[str, Verdict]


class Agreement:
    """How all the claims of an index stand to each other; safe to share between threads.

    Claims are compared topic by topic, when somebody asks for one, and once.

    Attributes:
        meaning: The encoder of texts, if there is one.
    """

    def __init__(
        self,
        claims: Iterable[Claim],
        ontology: "Ontology",
        meaning: Meaning | None = None,
        former: "Agreement | None" = None,
    ) -> None:
        """Compare claims; the order of `claims` makes no difference.

        Args:
            claims: Of any documents.
            ontology: The vocabulary.
            meaning: An encoder of texts; without one, words are compared as written.
            former: The agreement of the same index before it changed, with the same meaning: what
                was compared then is not compared again where its claims are the same.
        """
        self.meaning = meaning
        self._claims = tuple(claims)
        self._families = Families(ontology, meaning)
        self._former: Agreement | None = (
            former if former is None or former._topics else former._former
        )
        self._compared: dict[Name, _Compared] = {}
        self._topics: dict[Name, list[Claim]] | None = None
        self._lock = RLock()

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Every claim in exactly one, ordered by key."""
        return _sorted(g for topic in self._by_topic() for g in self._of(topic).groups)

    @cached_property
    def conflicts(self) -> tuple[Group, ...]:
        """Those of the groups in which documents differ."""
        return _conflicts(self.groups)

    @cached_property
    def explained(self) -> tuple[Group, ...]:
        """Differences between groups that their slots explain."""
        return _explanations(self._of(topic) for topic in self._by_topic())

    def on(self, subject: str, *, complete: bool = True) -> Standing:
        """How documents stand on one subject, by its id, if all that is said of it is here."""
        found = [self._of(topic) for topic in self._by_topic() if topic[0] == subject]
        groups = _sorted(group for one in found for group in one.groups)
        return Standing(groups, _explanations(found), complete)

    def verdict(self, claim: Claim) -> Verdict:
        """How a claim stands to those of other documents."""
        topic = self._families.topic(claim)
        known = topic in self._by_topic()
        return self._of(topic).verdicts.get(claim.id, Verdict.SINGLE) if known else Verdict.SINGLE

    def about(self, claims: Iterable[Claim]) -> tuple[Group, ...]:
        """The differences that some of the claims are a side of: conflicts first."""
        asked = tuple(claims)
        wanted = {claim.id for claim in asked}
        topics = {self._families.topic(claim) for claim in asked} & self._by_topic().keys()
        found = [self._of(topic) for topic in topics]
        differ = _conflicts(_sorted(group for compared in found for group in compared.groups))
        return tuple(
            group
            for group in (*differ, *_explanations(found))
            if any(claim.id in wanted for claim in group.claims)
        )

    def _by_topic(self) -> Mapping[Name, list[Claim]]:
        """All claims by topic, in the order of their sources."""
        with self._lock:
            if self._topics is None:
                unique = {claim.id: claim for claim in self._claims}
                if self._former:
                    self._families = self._former._families.keeping(unique.keys())
                found: defaultdict[Name, list[Claim]] = defaultdict(list)
                for claim in sorted(unique.values(), key=place):
                    found[self._families.topic(claim)].append(claim)
                self._take_over(found)
                self._topics = dict(found)
            return self._topics

    def _take_over(self, topics: Mapping[Name, list[Claim]]) -> None:
        """Keep what the former agreement has compared, where that is still all there is."""
        known = list(self._former._compared.items()) if self._former else []
        for topic, compared in known:
            if compared.claims == tuple(claim.id for claim in topics.get(topic, ())):
                self._compared[topic] = compared
        self._former = None

    def _of(self, topic: Name) -> _Compared:
        with self._lock:
            if topic not in self._compared:
                self._compared[topic] = self._compare(topic, self._by_topic()[topic])
            return self._compared[topic]

    def _compare(self, topic: Name, claims: Sequence[Claim]) -> _Compared:
        found: list[Group] = []
        explained: list[Group] = []
        for family in self._families.of(topic, claims):
            parts = _parts(family, self._families)
            found += [_group(family, part, self._families) for part in parts]
            explained += _explained(family, parts, self._families)
        verdicts = {
            claim.id: Verdict.SINGLE if group.explained_by else group.verdict
            for group in found
            for claim in group.claims
        }
        ids = tuple(claim.id for claim in claims)
        return _Compared(ids, tuple(found), tuple(explained), verdicts)


def _sorted(groups: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=_by_key))


def _conflicts(groups: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(g for g in groups if g.verdict is Verdict.DIFFER and not g.explained_by)


def _explanations(compared: Iterable[_Compared]) -> tuple[Group, ...]:
    """Differences that slots explain: between groups, and within one."""
    found = [(one.explained, (g for g in one.groups if g.explained_by)) for one in compared]
    return _sorted(group for between, within in found for group in (*between, *within))


def groups(
    claims: Iterable[Claim], ontology: "Ontology", meaning: Meaning | None = None
) -> tuple[Group, ...]:
    """Every claim in exactly one group; ordered by key."""
    return Agreement(claims, ontology, meaning).groups


def conflicts_about(
    claims: Iterable[Claim], ontology: "Ontology", meaning: Meaning | None = None
) -> tuple[Group, ...]:
    """The differences among these claims alone: conflicts first, then what slots explain."""
    found = Agreement(claims, ontology, meaning)
    return *found.conflicts, *found.explained


def _by_key(group: Group) -> tuple[Key, tuple[str, int, int, str]]:
    return group.key, place(group.claims[0])


def _parts(family: Family, families: Families) -> list[list[Claim]]:
    """The claims of a family by slots; those that refine each other and fit are one part."""
    found: defaultdict[Slots, list[Claim]] = defaultdict(list)
    for claim in family.claims:
        found[families.slots(claim)].append(claim)
    names = sorted(found, key=sorted)
    parts: list[list[Claim]] = []
    for component in _components(names, found, family.comparison):
        merged = [claim for name in component for claim in found[name]]
        if len(component) > 1 and _all_fit(merged, family.comparison):
            parts.append(merged)
        else:
            parts += [found[name] for name in component]
    return parts


def _components(
    names: Sequence[Slots], found: dict[Slots, list[Claim]], comparison: Comparison
) -> Iterator[list[Slots]]:
    """Slots joined where one refines the other and the claims of different documents fit."""
    left = list(names)
    while left:
        component = [left.pop(0)]
        for name in component:
            joined = [
                other
                for other in left
                if _refine(name, other) and _support(found[name], found[other], comparison)
            ]
            component += joined
            left = [other for other in left if other not in joined]
        yield component


def _support(one: Sequence[Claim], other: Sequence[Claim], comparison: Comparison) -> bool:
    merged = [*one, *other]
    return len(_documents(merged)) > 1 and _all_fit(merged, comparison)


def _refine(one: Slots, other: Slots) -> bool:
    """Whether no kind of slot that both have differs."""
    left, right = _kinds(one), _kinds(other)
    return all(left[kind] == right[kind] for kind in left.keys() & right.keys())


def _kinds(slots: Slots) -> dict[str, frozenset[str]]:
    kinds = {kind for kind, _ in slots}
    return {kind: frozenset(v for k, v in slots if k == kind) for kind in kinds}


def _documents(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[claim.source.document].append(claim)
    return found


def _all_fit(claims: Sequence[Claim], comparison: Comparison) -> bool:
    said = _documents(claims).values()
    return all(comparison.compatible(one, other) for one, other in combinations(said, 2))


def _group(family: Family, claims: Sequence[Claim], families: Families) -> Group:
    slots = frozenset.intersection(*(families.slots(claim) for claim in claims))
    key = Key(family.subject, family.predicate, family.kind, tuple(sorted(slots)))
    ordered = tuple(sorted(claims, key=place))
    if len(_documents(claims)) == 1:
        return Group(key, ordered, Verdict.SINGLE, (ordered,))
    if _all_fit(claims, family.comparison):
        return Group(key, ordered, Verdict.AGREE, (ordered,))
    return Group(
        key,
        ordered,
        Verdict.DIFFER,
        _sides(family.comparison.sides(claims)),
        (MEMBER,) if family.generic and family.kind != "list" else (),
        isinstance(family.comparison, Lists) and family.comparison.overlap(claims),
    )


def _sides(sides: Iterable[Sequence[Claim]]) -> tuple[tuple[Claim, ...], ...]:
    """Sides, and the claims of each, in the order of their sources."""
    ordered = (tuple(sorted(side, key=place)) for side in sides)
    return tuple(sorted(ordered, key=lambda side: place(side[0])))


def _explained(
    family: Family, parts: Sequence[Sequence[Claim]], families: Families
) -> Iterator[Group]:
    """The parts of a family that differ, where documents have no value in common at all."""
    within = [_apart(part, family.comparison) for part in parts]
    apart = _apart(family.claims, family.comparison).difference(*within)
    differing = [
        (one, other)
        for one, other in combinations(range(len(parts)), 2)
        if any(_crosses(pair, parts[one], parts[other]) for pair in apart)
    ]
    if not differing:
        return
    wanted = {document for pair in apart for document in pair}
    sides = []
    for index in sorted({index for pair in differing for index in pair}):
        disputed = {document for pair in within[index] for document in pair} - wanted
        sides.append([c for c in parts[index] if c.source.document not in disputed])
    kinds = {k for a, b in differing for k in _differing(parts[a], parts[b], families)}
    if family.generic:
        kinds.add(MEMBER)
    claims = tuple(sorted((claim for side in sides for claim in side), key=place))
    key = Key(family.subject, family.predicate, family.kind, ())
    yield Group(key, claims, Verdict.DIFFER, _sides(sides), tuple(sorted(kinds)))


def _apart(claims: Iterable[Claim], comparison: Comparison) -> set[tuple[str, str]]:
    """The pairs of documents whose claims do not fit."""
    said = _documents(claims)
    return {
        (one, other)
        for one, other in combinations(sorted(said), 2)
        if not comparison.compatible(said[one], said[other])
    }


def _crosses(pair: tuple[str, str], one: Sequence[Claim], other: Sequence[Claim]) -> bool:
    left, right = _documents(one), _documents(other)
    return any(a in left and b in right for a, b in (pair, pair[::-1]))


def _differing(one: Sequence[Claim], other: Sequence[Claim], families: Families) -> set[str]:
    left, right = (
        frozenset.intersection(*(families.slots(claim) for claim in part)) for part in (one, other)
    )
    return {kind for kind, _ in left ^ right}
