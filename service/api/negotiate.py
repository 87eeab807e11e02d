"""What a client asks for in, the format to give it out."""

import re
from collections.abc import Mapping

from corpus.errors import InvalidInputError
from service.api.problems import NotAcceptableError
from service.graph.export import FORMATS, checked_format

_QUALITY = re.compile(r"[01](\.\d*)?|\.\d+", re.ASCII)


def chosen_format(name: str | None, accept: str) -> str:
    """The format named, else the one that `accept` (an HTTP header) likes best.

    Among equals the first of `FORMATS` wins.

    >>> chosen_format(None, "application/ld+json, text/turtle;q=0.5")
    'json-ld'
    >>> chosen_format(None, "text/html, */*;q=0.1")
    'turtle'
    """
    if name is not None:
        return checked_format(name)
    return liked(accept, {name: (media_type,) for name, media_type in FORMATS.items()})[0]


def liked(accept: str, offers: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    """The offer that `accept` likes best, with the media type to send it as.

    Args:
        accept: An HTTP header.
        offers: Name -> media types, the registered one first; among equals the first wins.

    Raises:
        NotAcceptableError: It likes none.

    >>> liked("application/xml, */*;q=0.1", {"ttl": ("text/turtle",), "rdf": ("application/xml",)})
    ('rdf', 'application/xml')
    """
    found = preferred(accept, offers)
    if found:
        return found
    known = ", ".join(types[0] for types in offers.values())
    what = f"this cannot be given as {accept!r}"
    raise NotAcceptableError(what, f"accept one of {known}")


def preferred(accept: str, offers: Mapping[str, tuple[str, ...]]) -> tuple[str, str] | None:
    """The same, or None where `accept` likes no offer."""
    ranges = [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    longest = max(map(len, offers.values()), default=0)
    candidates = [
        (name, types[place])
        for place in range(longest)  # every registered type before any other name for one
        for name, types in offers.items()
        if place < len(types)
    ]
    best = max(candidates, key=lambda offer: _quality(offer[1], ranges), default=None)
    return best if best and _quality(best[1], ranges) > 0 else None


def _range(part: str) -> tuple[str, float]:
    """A media range of an `Accept` header with its quality."""
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            if not _QUALITY.fullmatch(parameter[2:]):
                what = f"'Accept' has a quality that is none: {part.strip()!r}"
                raise InvalidInputError(what, "write it as q=0.5")
            return media, float(parameter[2:])
    return media, 1.0


def _quality(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """The quality that the most specific range gives to a media type."""
    family = media_type.partition("/")[0] + "/*"
    for wanted in (media_type, family, "*/*"):
        found = [quality for media, quality in ranges if media == wanted]
        if found:
            return max(found)
    return 0.0
