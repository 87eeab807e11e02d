"""Why what was weighed is not said; so light that clients can load it."""

from enum import StrEnum


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
