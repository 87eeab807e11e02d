"""What the work and the JSON models of it call the same; so light that clients can load it."""

from enum import StrEnum

# As a document's own file would be called: no separator, no control, no dot in front.
ID = r"^[^ ./\\\x00-\x1f\x7f-\x9f][^/\\\x00-\x1f\x7f-\x9f]{0,199}$"


class Action(StrEnum):
    """What became of a document."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    REMOVED = "removed"


class JobState(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self not in {JobState.QUEUED, JobState.RUNNING}


class Reason(StrEnum):
    """Why a sentence or a claim is not part of an answer."""

    QUESTION = "question"  # it is one itself
    GIVEN = "given"  # a list of which the question names an item, so it asks for something else
    FRAGMENT = "fragment"  # it says nothing by itself
    UNNAMED = "unnamed"  # it does not name a thing that the question names
    VALUELESS = "valueless"  # it holds no value of the kind asked for
    BEHIND = "behind"  # its score is too far below the best
    FULL = "full"  # as many as there may be are taken
    LONG = "long"  # with it, the answer would have too many words
    REPEATS = "repeats"  # it says what another says
    WITHIN = "within"  # another says it and more
    UNASKED = "unasked"  # a claim of no sentence said, which states nothing asked for
    ASIDE = "aside"  # a claim of no side, where an answer sets the sides of a difference out
    REFUSED = "refused"  # the question is not answered at all
