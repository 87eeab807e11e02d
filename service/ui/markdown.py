"""An answer to Markdown with its citations as footnotes, to be pasted elsewhere."""

from service.api import schema, words
from service.api.markdown import plain


def as_markdown(said: schema.Answer) -> str:
    """The question, what is said, and the words it rests on with their places."""
    sentences = [_sentence(statement) for statement in said.statements]
    notes = [
        f"[^{cited.id}]: “{plain(cited.quote)}” - {plain(words.place(cited))}"
        for cited in said.citations
    ]
    body = " ".join(sentences) if said.answered else plain(said.missing or "")
    return "\n\n".join(
        part for part in (f"**{plain(said.question)}**", body, "\n".join(notes)) if part
    )


def _sentence(statement: schema.Statement) -> str:
    return plain(statement.text) + "".join(f"[^{number}]" for number in statement.citations)
