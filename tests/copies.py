"""An index that others read in, a copy to be written out."""

from pathlib import Path
from shutil import copytree, ignore_patterns

from retrieval import readings

# What readers make and replace meanwhile. None of it is needed: nobody writes what is shared.
_PASSING = ignore_patterns(f"{readings.FILE}*", "*-shm", "*-wal")


def copied(index: Path, target: Path) -> Path:
    """Copy an index that is only read to a folder that is not there yet, and give this."""
    return copytree(index, target, ignore=_PASSING)
