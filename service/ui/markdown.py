"""An answer to Markdown with its citations as footnotes, to be pasted elsewhere."""

import re
from collections.abc import Iterable

from service.api import schema

_MARKUP = re.compile(r"([\\`*_\[\]<>#|])")


def as_markdown(said: schema.Answer) -> str:
    """The question, what is said, and the words it rests on with their places."""
    sentences = [_sentence(statement) for statement in said.statements]
    notes = [
        f"[^{cited.id}]: “{plain(cited.quote)}” {plain(_where(cited))}" for cited in said.citations
    ]
    body = " ".join(sentences) if said.answered else plain(said.missing or "")
    return "\n\n".join(
        part for part in (f"**{plain(said.question)}**", body, _lines(notes)) if part
    )


def _lines(notes: Iterable[str]) -> str:
    return "\n".join(notes)


def _sentence(statement: schema.Statement) -> str:
    return plain(statement.text) + "".join(f"[^{number}]" for number in statement.citations)


def _where(cited: schema.Quote) -> str:
    named = f"{cited.title}, {cited.section}" if cited.section else cited.title
    return f"({named}; {cited.document}, {cited.start}-{cited.end})"


def plain(text: str) -> str:
    r"""Text on one line that Markdown takes for nothing else.

    >>> print(plain("**bold** and <b>"))
    \*\*bold\*\* and \<b\>
    """
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
