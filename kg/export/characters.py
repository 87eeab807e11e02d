"""Text in, text out that every export can hold."""

import re

# XML 1.0 cannot hold these even escaped.
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def storable(text: str) -> str:
    r"""The text with what no XML can hold replaced, one character for one: offsets stay right.

    Every format gets the same replacement, so that all carry the same graph.

    >>> storable("page\fbreak") == "page\ufffdbreak"
    True
    """
    return _NOT_XML.sub("\ufffd", text)
