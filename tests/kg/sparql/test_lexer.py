"""A query is cut where the language cuts it, and escapes mean characters wherever they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sparql.errors import QueryError
from kg.sparql.lexer import decoded, tokens, unescaped

PIECES = st.sampled_from(
    ["'", '"', "'''", '"""', "\\", "<", ">", "#", "\n", " ", "SERVICE", "a:b", "?x", "\\u0027", "{"]
)


@given(st.text() | st.lists(PIECES).map("".join))
def test_nothing_is_lost(query: str) -> None:
    """The tokens, put together, are the text."""
    assert "".join(token.text for token in tokens(query)) == query


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("'it is # no { comment'", "string"),
        ('"""two\nlines "with" quotes"""', "string"),
        ("'''a'b''c'''", "string"),
        (r"'\'still'", "string"),
        ("<http://x/#a>", "iri"),
        (r"<http://x/\u00e9>", "iri"),
        ("# to the end", "comment"),
        ("?SERVICE", "variable"),
        ("$service", "variable"),
        ("a:b.c-d%41", "name"),
        (r"a:b\'c", "name"),
        (":local", "name"),
        ("_:b1", "blank"),
        ("@en-GB", "language"),
        ("SERVICE", "word"),
        ("1.5e-3", "number"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    """Each is one token of its kind."""
    assert [tuple(token) for token in tokens(text)] == [(kind, text)]


def test_less_than_is_no_iri() -> None:
    """What has spaces, braces or quotes in it is none."""
    kinds = {token.kind for token in tokens("FILTER(?a < ?b && ?c > 'd')")}
    assert "iri" not in kinds


def test_escapes_are_decoded() -> None:
    """Short and long ones; a backslash before one makes it none."""
    assert decoded(r"\u0053ERVICE \U00000053ERVICE \\u0053") == r"SERVICE SERVICE \\u0053"


@pytest.mark.parametrize("escape", [r"\uD800", r"\UFFFFFFFF", r"\U00110000"])
def test_an_escape_of_no_character_is_refused(escape: str) -> None:
    """Half a pair, and what is past the last character; the escape is named."""
    with pytest.raises(QueryError, match="stands for no character"):
        decoded(escape)


def test_only_what_the_engine_leaves_is_unescaped() -> None:
    """Strings, IRIs and comments keep theirs."""
    query = r"SELECT ?\u0061 { ?a <\u0061> '\u0027' } # \u000A"
    assert unescaped(query) == r"SELECT ?a { ?a <\u0061> '\u0027' } # \u000A"
