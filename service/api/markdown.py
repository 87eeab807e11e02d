"""An answer in, Markdown out, for chats: its sentences, numbered, and the sources they rest on."""

import re
from collections.abc import Iterable

from service.api import convert, schema, words

SHOWN = 300  # characters of a nearest passage
NOT_SAID = "The documents do not say this."
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~$])")  # "$", since chats take what stands between for TeX


def plain(text: str) -> str:
    r"""Text on one line that Markdown takes for nothing else.

    >>> print(plain("**bold** and <b>, $5 to $9"))
    \*\*bold\*\* and \<b\>, \$5 to \$9
    """
    return _MARKUP.sub(r"\\\1", words.folded(text))


def answer(said: schema.Answer) -> str:
    """All of it; or what is missing, and the passages that come nearest."""
    sentences = (sentence(part.text, part.citations) for part in said.statements)
    return " ".join(sentences) + rest(said)


def sentence(text: str, citations: Iterable[int]) -> str:
    """One sentence of an answer, with its marks."""
    return convert.marked(plain(text), sorted(citations))


def rest(said: schema.Answer) -> str:
    """What follows the sentences."""
    if said.answered:
        lines = [f"{c.id}. {plain(words.place(c))}: “{plain(c.quote)}”" for c in said.citations]
        return "\n\n**Sources**\n\n" + "\n".join(lines)
    missing = plain(said.missing or NOT_SAID)
    lines = [f"- {plain(words.place(p))}: “{plain(shortened(p.text))}”" for p in said.passages]
    return "\n\n".join([missing, *(["**Nearest passages**", "\n".join(lines)] if lines else [])])


def shortened(text: str, most: int = SHOWN) -> str:
    """The beginning of a text, up to a word's end.

    >>> shortened("a long story", 7)
    'a long …'
    """
    line = words.folded(text)
    return line if len(line) <= most else line[: most + 1].rpartition(" ")[0] + " …"
