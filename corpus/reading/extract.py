"""What a reader gives: an `Extract`, the text of a file with what the file says about itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file.

    Attributes:
        text: The characters that are indexed.
        markup: How `text` is written: "plain" or "markdown".
        title: The title that the file itself gives.
        publisher: The publisher that the file itself gives.
    """

    text: str
    markup: str
    title: str | None = None
    publisher: str | None = None


class UnsuitableError(Exception):
    """Bytes that a reader cannot read: what they are, and what helps; `load` adds the file's name.

    Attributes:
        what: What the file is, as the end of a sentence that starts with its name.
        remedy: What the user can do about it.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy
