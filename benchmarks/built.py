"""Builds an index in a process of its own, and prints what that took, as JSON.

    python -m benchmarks.built FILES INDEX JOBS

With 1 of JOBS the files are read in this process, which then embeds on one core.
"""

import json
import resource
import sys
from pathlib import Path
from time import perf_counter

from retrieval.embed import load_encoder
from service.build import build
from service.engines.processes import Processes


def main(files: Path, index: Path, jobs: int) -> None:
    """Build, and print."""
    encoder = load_encoder()
    before, began = _processor(), perf_counter()
    engine = Processes(encoder, jobs, worth=1)
    report = build([files], index, encoder, engine=engine)
    found = {
        "seconds": perf_counter() - began,
        "processor": _processor() - before,
        "own": _peak(resource.RUSAGE_SELF),
        "worker": _peak(resource.RUSAGE_CHILDREN) if jobs > 1 else 0.0,
        "documents": report.documents,
        "passages": report.passages,
        "claims": report.claims,
    }
    sys.stdout.write(json.dumps(found))


def _processor() -> float:
    used = (resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peak(whose: int) -> float:
    """Megabytes of the largest process."""
    return resource.getrusage(whose).ru_maxrss / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
