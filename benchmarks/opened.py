"""Opens an index in a process of its own, asks it, and prints what that took, as JSON.

    python -m benchmarks.opened INDEX FILE

FILE is a JSON list of questions; each is asked once, so that no answer comes from memory.
"""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

FIRST = 5


def main(index: Path, questions: list[str]) -> None:
    """Open, ask, and print."""
    from service.knowledge_base import KnowledgeBase  # noqa: PLC0415 - its time counts

    began = perf_counter()
    with KnowledgeBase.open(index) as kb:
        kb.ask(questions[0])
        opened = perf_counter() - began
        megabytes = _megabytes("VmRSS"), _megabytes("RssAnon")
        searched = [_taken(partial(kb.search, text, FIRST)) for text in questions[1::2]]
        asked = [_taken(partial(kb.ask, text, top_k=FIRST)) for text in questions[2::2]]
    found = {
        "opened": [opened],
        "resident": [megabytes[0]],
        "own": [megabytes[1]],
        "search": [wall for wall, _ in searched],
        "ask": [wall for wall, _ in asked],
        "search processor": [spent for _, spent in searched],
        "ask processor": [spent for _, spent in asked],
    }
    sys.stdout.write(json.dumps(found))


def _taken(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds, and those of all processors."""
    began, spent = perf_counter(), process_time()
    work()
    return 1000 * (perf_counter() - began), 1000 * (process_time() - spent)


def _megabytes(name: str) -> float:
    """Of this process's memory, as the kernel counts it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
