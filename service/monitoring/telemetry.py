"""An address in, a tracer that sends spans there out (OpenTelemetry, the extra `otel`)."""

from typing import TYPE_CHECKING

from corpus.errors import InvalidInputError
from service.version import __version__

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer


def tracer_to(endpoint: str) -> "Tracer":
    """A tracer whose spans are sent by OTLP over HTTP, from a thread of its own.

    Raises:
        InvalidInputError: The extra is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - an extra
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - an extra
    except ImportError as error:
        what = f"traces cannot be sent to {endpoint!r} without OpenTelemetry"
        raise InvalidInputError(what, "pip install 'phasebook[otel]'") from error
    resource = Resource.create({"service.name": "phasebook", "service.version": __version__})
    provider = TracerProvider(resource=resource)
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider.get_tracer("phasebook", __version__)
