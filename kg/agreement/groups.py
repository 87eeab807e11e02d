"""Claims in, groups of comparable claims out: sources that agree, that differ, or that stand alone.

Only claims with an equal key are found to differ. A slot of the key that one side lacks, a year or
a model, makes two values that differ "not comparable": they are shown with what explains the
difference, which is no conflict. Nothing is averaged and nothing is dropped.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING

from kg.agreement.alike import Meaning
from kg.agreement.compatible import Comparison, Lists
from kg.agreement.family import Families, Family, Slots
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


class Agreement:
    """How all the claims of an index stand to each other.

    Attributes:
        groups: Every claim in exactly one, ordered by key.
        conflicts: Those of the groups in which documents differ.
        explained: Differences between groups that their slots explain.
    """

    def __init__(
        self, claims: Iterable[Claim], ontology: "Ontology", meaning: Meaning | None = None
    ) -> None:
        """Compare claims; the order of `claims` makes no difference.

        Args:
            claims: Of any documents.
            ontology: The vocabulary.
            meaning: An encoder of texts; without one, words are compared as written.
        """
        families = Families(ontology, meaning)
        unique = sorted({claim.id: claim for claim in claims}.values(), key=place)
        found: list[Group] = []
        explained: list[Group] = []
        for family in families.of(unique):
            parts = _parts(family, families)
            found += [_group(family, part, families) for part in parts]
            explained += _explained(family, parts, families)
        explained += (group for group in found if group.explained_by)
        self._lay(sorted(found, key=_by_key), sorted(explained, key=_by_key))

    @classmethod
    def of_groups(cls, groups: Iterable[Group], explained: Iterable[Group]) -> "Agreement":
        """The agreement that these are the groups and the explained differences of, in order."""
        found = cls.__new__(cls)
        found._lay(groups, explained)  # noqa: SLF001 - one of this class
        return found

    def _lay(self, groups: Iterable[Group], explained: Iterable[Group]) -> None:
        self.groups = tuple(groups)
        self.explained = tuple(explained)
        self.conflicts = tuple(
            g for g in self.groups if g.verdict is Verdict.DIFFER and not g.explained_by
        )
        self._verdicts = {
            claim.id: Verdict.SINGLE if group.explained_by else group.verdict
            for group in self.groups
            for claim in group.claims
        }

    def verdict(self, claim: Claim) -> Verdict:
        """How a claim stands to those of other documents."""
        return self._verdicts.get(claim.id, Verdict.SINGLE)

    def about(self, claims: Iterable[Claim]) -> tuple[Group, ...]:
        """The differences that some of the claims are a side of: conflicts first."""
        wanted = {claim.id for claim in claims}
        return tuple(
            group
            for group in (*self.conflicts, *self.explained)
            if any(claim.id in wanted for claim in group.claims)
        )


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
