"""How sources stand to each other, written down by the ids of claims, and read again.

What is read is trusted as far as its digest goes: it must be kept with what it was made of.
"""

import json
from collections.abc import Iterable, Mapping

from kg.agreement.groups import Agreement, Group, Key, Verdict
from kg.claim import Claim

Slots = list[tuple[str, str]]
Written = tuple[tuple[str, str, str, Slots], str, list[list[str]], list[str], bool]


def to_json(agreement: Agreement) -> str:
    """An agreement as JSON: its groups, and the differences that slots explain."""
    return json.dumps([_groups(agreement.groups), _groups(agreement.explained)])


def from_json(text: str, claims: Iterable[Claim]) -> Agreement:
    """The agreement of the same claims.

    Raises:
        KeyError: A claim is not among them.
        ValueError: The text is none of `to_json`'s.
    """
    known = {claim.id: claim for claim in claims}
    groups, explained = json.loads(text)
    return Agreement.of_groups(_read(groups, known), _read(explained, known))


def _groups(groups: Iterable[Group]) -> list[Written]:
    return [
        (
            (group.key.subject, group.key.predicate, group.key.kind, list(group.key.slots)),
            group.verdict.value,
            [[claim.id for claim in side] for side in (group.claims, *group.sides)],
            list(group.explained_by),
            group.partial,
        )
        for group in groups
    ]


def _read(groups: Iterable[Written], known: Mapping[str, Claim]) -> list[Group]:
    found = []
    for (subject, predicate, kind, slots), verdict, sides, explained, partial in groups:
        claims, *parts = [tuple(known[name] for name in side) for side in sides]
        key = Key(subject, predicate, kind, tuple((kind, value) for kind, value in slots))
        found.append(Group(key, claims, Verdict(verdict), tuple(parts), tuple(explained), partial))
    return found
