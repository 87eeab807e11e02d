"""An engine's name in, the engine out."""

import os
import sys

from retrieval.embed import Encoder
from service.engines.engine import Engine
from service.engines.processes import Processes

LOCAL = "local"


def chosen(name: str, encoder: Encoder, jobs: int | None) -> Engine:
    """The engine of that name: "local", "ray", or a cluster's address.

    Args:
        name: Where to read.
        encoder: The model.
        jobs: How many processes at most; as many as there are processors unless given.

    Raises:
        InvalidInputError: Ray is not installed.
    """
    if name == LOCAL:
        return Processes(encoder, jobs or processors())
    from service.engines.cluster import Cluster  # noqa: PLC0415 - heavy, and optional

    return Cluster(encoder, name, jobs)


def processors() -> int:
    """How many this process may use."""
    return os.cpu_count() or 1 if sys.platform == "darwin" else len(os.sched_getaffinity(0))
