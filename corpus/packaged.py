"""Nothing in; out the files of the corpus that ships with the package."""

from importlib.resources import files
from pathlib import Path


def packaged_documents() -> list[Path]:
    """The packaged documents, by name."""
    return sorted(Path(str(files("corpus") / "documents")).glob("*.md"))
