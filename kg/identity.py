"""When two names or values are the same, and in what order claims stand."""

from collections.abc import Iterator

from kg.claim import Claim, Concept, Object, Quantity


def fold(name: str) -> str:
    """A name without its case and spacing.

    >>> fold("  KV  Cache ")
    'kv cache'
    """
    return " ".join(name.casefold().split())


def place(claim: Claim) -> tuple[str, int, int, str]:
    """Sorts claims by where they stand: document, offsets, then id."""
    return claim.source.document, claim.source.start, claim.source.end, claim.id


def bounded(value: Object) -> bool:
    """Whether an object is a quantity that can be compared as a number."""
    return isinstance(value, Quantity) and (value.minimum, value.maximum) != (None, None)


def said(value: Object) -> tuple[object, ...]:
    """Equal for two objects that say the same, however they are written."""
    if isinstance(value, Concept):
        return ("concept", value.id)
    if isinstance(value, Quantity) and bounded(value):
        return ("quantity", value.minimum, value.maximum, value.unit)
    return ("text", fold(value.text))


def concepts_of(claim: Claim) -> Iterator[Concept]:
    """The concepts that a claim names: subject, object, what it is compared with, phase."""
    yield claim.subject
    if isinstance(claim.object, Concept):
        yield claim.object
    if claim.comparand is not None:
        yield claim.comparand
    if claim.phase is not None:
        yield phase_of(claim.phase)


def phase_of(id_: str) -> Concept:
    """A phase by its id."""
    return Concept(id_, id_.removeprefix("phase-").replace("-", " "), "phase")
