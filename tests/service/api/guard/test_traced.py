"""Traces: a span of each request and of each stage, by the SDK's own exporter."""

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from service.api.app import create_app
from service.knowledge_base import KnowledgeBase
from service.monitoring.telemetry import tracer_to
from service.settings import Settings
from tests.service.web import served

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def test_a_question_is_traced_stage_by_stage(small: KnowledgeBase) -> None:
    """Within the client's own trace, as it says in its header."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    app = create_app(small, Settings(), tracer=provider.get_tracer("test"))
    with served(app) as client:
        headers = {"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Request-ID": "traced"}
        asked = "/v1/ask?question=How+much+memory+does+the+H200+have%3F&top_k=6"
        assert client.get(asked, headers=headers).status_code == 200
        assert client.get("/v1/documents/none").status_code == 404
    spans = {span.name: span for span in exporter.get_finished_spans()}
    request, missing = spans["GET /v1/ask"], spans["GET /v1/documents/{id}"]
    assert _ids(request)[0] == int(TRACE, 16)
    assert request.parent is not None
    assert request.parent.span_id == int(PARENT, 16)
    assert dict(request.attributes or {}) == {
        "http.request.method": "GET",
        "url.path": "/v1/ask",
        "http.route": "/v1/ask",
        "http.response.status_code": 200,
        "phasebook.request_id": "traced",
        "phasebook.kind": "quantity",
        "phasebook.answered": True,
    }
    assert (missing.attributes or {})["http.response.status_code"] == 404
    for stage in ("read", "encode", "search", "graph", "rerank", "claims", "compose"):
        span = spans[f"ask {stage}"]
        assert span.parent is not None
        assert span.parent.span_id == _ids(request)[1]
        assert (request.start_time or 0) <= (span.start_time or 0) <= (span.end_time or 0)


def test_a_tracer_sends_to_an_address() -> None:
    """The extra is installed here; nothing is sent before there is a span."""
    assert tracer_to("http://127.0.0.1:9") is not None


def _ids(span: ReadableSpan) -> tuple[int, int]:
    context = span.get_span_context()
    assert context is not None
    return context.trace_id, context.span_id
