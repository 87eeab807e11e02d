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
from service.engines.processes import Processes
from service.indexing.build import build


def main(files: Path, index: Path, jobs: int) -> None:
    """Build, and print."""
    encoder = load_encoder()
    before, began = _processor(), perf_counter()
    engine = Processes(encoder, jobs, worth=1)
    peaks = [0.0]

    def watch(_stage: str, _done: int, _total: int) -> None:
        peaks.extend(map(_peak, _children()))

    report = build([files], index, encoder, engine=engine, progress=watch)
    found = {
        "seconds": perf_counter() - began,
        "processor": _processor() - before,
        "own": _peak("self"),
        "worker": max(peaks),
        "documents": report.documents,
        "passages": report.passages,
        "claims": report.claims,
    }
    sys.stdout.write(json.dumps(found))


def _processor() -> float:
    used = (resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _children() -> list[str]:
    lists = [task / "children" for task in Path("/proc/self/task").iterdir()]
    return [pid for one in lists for pid in one.read_text(encoding="utf-8").split()]


def _peak(process: str) -> float:
    """Megabytes that it held at most; getrusage would count those of whoever started it, too."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
