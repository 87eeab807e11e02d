"""Claims before and after in, what changed out, fact by fact: compared by meaning, not by place."""

from collections import deque
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from corpus.document import Document
from kg.claim import Claim
from kg.identity import fold, said
from service.indexing.states import Action


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim with the words that say it, which may be in no index any more."""

    claim: Claim
    quote: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What one side says and the other does not; claims that say the same are one.

    Attributes:
        added: Said afterwards alone, in the order of their sources.
        removed: Said before alone.
        changed: The same property of the same subject, with another value.
        kept: How many are said on both sides.
    """

    added: tuple[Stated, ...] = ()
    removed: tuple[Stated, ...] = ()
    changed: tuple[tuple[Stated, Stated], ...] = ()
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did to one document.

    Attributes:
        document: Its id.
        title: Its title.
        action: What became of it.
        difference: What it says now and did not, and the reverse.
        passages: How many it has.
        claims: How many it makes.
    """

    document: str
    title: str
    action: Action
    difference: Difference = field(default_factory=Difference)
    passages: int = 0
    claims: int = 0


def stated(claims: Iterable[Claim], documents: Mapping[str, Document]) -> list[Stated]:
    """Claims with their words."""
    return [Stated(one, one.source.of(documents[one.source.document].text)) for one in claims]


def difference(before: Iterable[Stated], after: Iterable[Stated]) -> Difference:
    """What was added, removed, changed and kept.

    Where one subject has several new values of a property and several old ones, they are paired
    in the order in which they stand.
    """
    old, new = _by_meaning(before), _by_meaning(after)
    removed = [one for key, one in old.items() if key not in new]
    added = [one for key, one in new.items() if key not in old]
    pairs = _paired(removed, added)
    left = {id(one) for one, _ in pairs}
    right = {id(one) for _, one in pairs}
    return Difference(
        added=tuple(one for one in added if id(one) not in right),
        removed=tuple(one for one in removed if id(one) not in left),
        changed=tuple(pairs),
        kept=len(old.keys() & new.keys()),
    )


def _by_meaning(claims: Iterable[Stated]) -> dict[Hashable, Stated]:
    found: dict[Hashable, Stated] = {}
    for one in claims:
        found.setdefault(meaning(one.claim), one)
    return found


def meaning(claim: Claim) -> Hashable:
    """Equal for claims that say the same, wherever they stand and however it is written."""
    return (
        *_asked(claim),
        said(claim.object),
        claim.negated,
        claim.relation,
        claim.factor and said(claim.factor),
        fold(claim.hedge or ""),
        fold(claim.attribution or ""),
        fold(claim.time or ""),
        claim.scope,
    )


def _asked(claim: Claim) -> tuple[str | None, ...]:
    """What a claim tells the value of."""
    comparand = claim.comparand.id if claim.comparand else None
    return claim.subject.id, claim.predicate, claim.phase, comparand


def _paired(removed: Iterable[Stated], added: Iterable[Stated]) -> list[tuple[Stated, Stated]]:
    waiting: dict[tuple[str | None, ...], deque[Stated]] = {}
    for one in removed:
        waiting.setdefault(_asked(one.claim), deque()).append(one)
    return [
        (same.popleft(), other) for other in added if (same := waiting.get(_asked(other.claim)))
    ]
