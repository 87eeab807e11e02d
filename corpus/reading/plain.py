"""Readers of .txt and .md: the file's own characters."""

from corpus.reading.characters import decode
from corpus.reading.extract import Extract
from corpus.reading.front_matter import read_front_matter


def read_plain(data: bytes) -> Extract:
    """Read a text file."""
    return Extract(decode(data), "plain")


def read_markdown(data: bytes) -> Extract:
    """Read a Markdown file; its front matter names title and publisher."""
    text = decode(data)
    fields = read_front_matter(text)
    return Extract(text, "markdown", fields.get("title"), fields.get("publisher"))
