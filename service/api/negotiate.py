"""What a client asks for in, the name of an export format out."""

from corpus.errors import InvalidInputError
from service.api.problems import NotAcceptableError
from service.export import FORMATS, checked_format


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
    ranges = [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    qualities = {name: _quality(media_type, ranges) for name, media_type in FORMATS.items()}
    best = max(qualities, key=lambda name: qualities[name])
    if qualities[best] > 0:
        return best
    what = f"the graph cannot be given as {accept!r}"
    raise NotAcceptableError(what, "accept " + ", ".join(FORMATS.values()))


def _range(part: str) -> tuple[str, float]:
    """A media range of an `Accept` header with its quality."""
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return media, float(parameter[2:])
            except ValueError:
                what = f"'Accept' has a quality that is no number: {part.strip()!r}"
                raise InvalidInputError(what, "write it as q=0.5") from None
    return media, 1.0


def _quality(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """The quality that the most specific range gives to a media type."""
    family = media_type.partition("/")[0] + "/*"
    for wanted in (media_type, family, "*/*"):
        found = [quality for media, quality in ranges if media == wanted]
        if found:
            return max(found)
    return 0.0
