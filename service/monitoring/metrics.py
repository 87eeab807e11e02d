"""What happens in, figures for Prometheus out; the one module that knows its client.

Where PROMETHEUS_MULTIPROC_DIR names a folder, several workers write there, and whichever is asked
gives the figures of all.
"""

import os
from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from service.monitoring.outcome import Outcome

SHARED = "PROMETHEUS_MULTIPROC_DIR"
_REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_STAGE_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
IndexSize = dict[str, int]
Sizes = Mapping[str, IndexSize]  # by collection; the default one's is ""


class Metrics:
    """The figures of one application."""

    def __init__(self, index: Callable[[], Sizes]) -> None:
        """Count from nothing; `index` gives the figures of what is served, when they are wanted."""
        self._own = CollectorRegistry()
        self._index = _Index(index)
        self._requests = Counter(
            "phasebook_requests",
            "Requests, by route, method and status",
            ("route", "method", "status"),
            registry=self._own,
        )
        self._seconds = Histogram(
            "phasebook_request_seconds",
            "Time until the last byte of an answer was sent",
            ("route", "method"),
            buckets=_REQUEST_SECONDS,
            registry=self._own,
        )
        self._questions = Counter(
            "phasebook_questions",
            "Questions, by kind and whether the documents answer them",
            ("kind", "outcome"),
            registry=self._own,
        )
        self._stages = Histogram(
            "phasebook_ask_stage_seconds",
            "Time that a stage of answering took",
            ("stage",),
            buckets=_STAGE_SECONDS,
            registry=self._own,
        )
        if SHARED not in os.environ:
            ProcessCollector(registry=self._own)
            self._own.register(self._index)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that has been answered."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route, method).observe(seconds)

    def question(self, outcome: Outcome) -> None:
        """Count a question that has been answered or refused."""
        said = "answered" if outcome.answered else "abstained"
        self._questions.labels(outcome.kind, said).inc()
        seconds: dict[str, float] = {}
        for lap in outcome.laps:
            seconds[lap.stage] = seconds.get(lap.stage, 0.0) + lap.seconds
        for stage, took in seconds.items():
            self._stages.labels(stage).observe(took)

    def exposed(self, accept: str) -> tuple[bytes, str]:
        """All figures in the format that is liked, and its media type."""
        registry = self._own
        if SHARED in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
            registry.register(self._index)
        encode, media_type = choose_encoder(accept)
        return encode(registry), media_type


class _Index(Collector):
    """Figures of what is served, read when they are asked for."""

    def __init__(self, read: Callable[[], Sizes]) -> None:
        self._read = read

    def collect(self) -> Iterable[Metric]:
        """One gauge each, with a value for every collection."""
        gauges: dict[str, GaugeMetricFamily] = {}
        for collection, figures in self._read().items():
            labels = {"collection": collection} if collection else {}
            for name, value in figures.items():
                full = f"phasebook_index_{name}"
                gauge = gauges.setdefault(name, GaugeMetricFamily(full, f"The index's {name}"))
                gauge.add_sample(full, labels, value)
        yield from gauges.values()
