"""The data type of what is wrong with an index: a `Fault` names the thing and the remedy."""

from dataclasses import dataclass
from enum import StrEnum

REPAIR = "make it again with `phasebook check --repair`"
RESTORE = "point --index at a backup, or build the index again from the files"


class Part(StrEnum):
    """What an index is made of, in the order in which it is checked."""

    DATABASE = "database"
    MODEL = "model"
    DOCUMENTS = "documents"
    PASSAGES = "passages"
    SENTENCES = "sentences"
    CLAIMS = "claims"
    VECTORS = "vectors"
    WORDS = "word index"
    FILE = "vectors.faiss"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written.

    Attributes:
        part: Of which part of the index.
        what: What is wrong, with the name of the thing in it.
        remedy: What the user can do about it.
        derived: Whether it follows from documents that are whole, and so can be made again.
        document: Id of the document it belongs to, where it belongs to one.
    """

    part: Part
    what: str
    remedy: str
    derived: bool
    document: str | None = None


def derived(part: Part, what: str, document: str | None = None) -> Fault:
    """A fault of what can be made again from the documents' text."""
    return Fault(part, what, REPAIR, derived=True, document=document)


def lost(part: Part, what: str, remedy: str = RESTORE, document: str | None = None) -> Fault:
    """A fault of what nothing here can be made again from."""
    return Fault(part, what, remedy, derived=False, document=document)
