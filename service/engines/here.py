"""Files in, entries out, one after the other in this process."""

from collections.abc import Iterable, Iterator

from kg.ontology import default_ontology
from retrieval.embed import Encoder
from service.engines.engine import Done, Task, done


class Here:
    """Reads files where it is called."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def read(self, tasks: Iterable[Task], size: int) -> Iterator[Done]:  # noqa: ARG002 - the protocol's
        """What came of each file, in order."""
        from kg.extraction import Extractor  # noqa: PLC0415 - heavy

        extractor = Extractor(default_ontology())
        for task in tasks:
            yield done(task, extractor, self._encoder)
