r"""A query's text in, its tokens out: enough of SPARQL to see what a query reaches for.

SPARQL lets any character be written as `\u0053` or `\U00000053`. The engine reads such escapes in
strings and IRIs; `unescaped` replaces those that stand elsewhere, so that it reads those, too.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.sparql.errors import QueryError

_TOKEN = re.compile(
    r"""
    (?P<space> [ \t\r\n]+ )
  | (?P<comment> \#[^\r\n]* )
  | (?P<string> \"{3} (?: [^"\\] | \\. | "(?!"") )* \"{3}
              | '{3}  (?: [^'\\] | \\. | '(?!'') )* '{3}
              | "(?: [^"\\\r\n] | \\. )*" | '(?: [^'\\\r\n] | \\. )*' )
  | (?P<iri> <(?: [^<>"{}|^`\\\x00-\x20] | \\u[0-9A-Fa-f]{4} | \\U[0-9A-Fa-f]{8} )*> )
  | (?P<variable> [?$]\w+ )
  | (?P<language> @[A-Za-z]+(?:-+[A-Za-z0-9]+)* )
  | (?P<blank> _:\w(?: [\w-] | \.+(?=[\w-]) )* )
  | (?P<name> (?: [^\W\d_](?: [\w-] | \.+(?=[\w-]) )* )? :
              (?: [\w:-] | \\[-_~.!$&'()*+,;=/?\#@%] | %[0-9A-Fa-f]{2} | \.+(?=[\w:%\\-]) )* )
  | (?P<number> \d+(?:\.\d+)?(?:[eE][+-]?\d+)? )
  | (?P<word> \w+ )
  | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:\\|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_QUOTED = {"string", "iri", "comment"}


class Token(NamedTuple):
    """A piece of a query; `kind` is a group of the pattern above."""

    kind: str
    text: str


def tokens(query: str) -> Iterator[Token]:
    """Every piece of the text, in order; joined they are the text.

    >>> [token.text for token in tokens("ASK{?s a <x:y>}") if token.kind != "space"]
    ['ASK', '{', '?s', 'a', '<x:y>', '}']
    """
    for found in _TOKEN.finditer(query):
        yield Token(found.lastgroup or "other", found.group())


def decoded(text: str) -> str:
    r"""The text with every escaped character in place of its escape.

    >>> decoded(r"\u0053ERVICE '\\u0053'")
    "SERVICE '\\\\u0053'"

    Raises:
        QueryError: Where an escape stands for no character.
    """
    return _ESCAPE.sub(_character, text)


def unescaped(query: str) -> str:
    r"""The text with the escapes decoded that stand outside strings, IRIs and comments.

    >>> unescaped(r"SELECT ?\u0061 { ?a ?b 'x\u0027' }")
    "SELECT ?a { ?a ?b 'x\\u0027' }"

    Raises:
        QueryError: Where an escape stands for no character.
    """
    if "\\" not in query:
        return query
    done: list[str] = []
    plain: list[str] = []
    for token in tokens(query):
        if token.kind in _QUOTED:
            done += (decoded("".join(plain)), token.text)
            plain.clear()
        else:
            plain.append(token.text)
    return "".join((*done, decoded("".join(plain))))


def _character(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    if digits is None:
        return found.group()
    try:
        character = chr(int(digits, 16))
        character.encode()
    except (ValueError, OverflowError) as error:  # past the last one, or half of one
        message = f"the escape {found.group()} stands for no character"
        raise QueryError(message, "correct the query") from error
    return character
