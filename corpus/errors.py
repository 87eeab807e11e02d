"""The one base class of every error that Phasebook reports to its users."""


class PhasebookError(Exception):
    """Something the user can act on: it names the thing and the remedy.

    Attributes:
        what: What went wrong, with the offending value in it.
        remedy: What the user can do about it.

    >>> str(PhasebookError("no file 'a.txt'", "check the path"))
    "no file 'a.txt': check the path"
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}: {self.remedy}"


class UnreadableError(PhasebookError):
    """A file that is no document: missing, empty, binary, huge, encrypted or mis-encoded."""


class IndexUnusableError(PhasebookError):
    """An index that cannot be used: corrupt, or made by another model or version."""


class IndexDamagedError(IndexUnusableError):
    """An index whose database is not as it was written, so far that it cannot be read."""


class ModelUnusableError(PhasebookError):
    """An embedding model that is absent, damaged or not what it should be."""


class NotFoundError(PhasebookError):
    """A document, concept or passage that the index does not hold."""


class InvalidInputError(PhasebookError):
    """A value given by the user that no answer can be made from."""
