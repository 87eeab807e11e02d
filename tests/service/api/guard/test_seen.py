"""What is seen from outside: ids, logs, metrics; over HTTP."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.api.guard.gate import Gate
from service.api.guard.keys import Keys
from service.monitoring import logs
from tests.service.api.guard.light import lit
from tests.service.api.test_problems import assert_problem


class Written:
    """What was written to standard error so far."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        self._captured = captured
        self._text = ""

    def getvalue(self) -> str:
        """All of it."""
        self._text += self._captured.readouterr().err
        return self._text


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[Written]:
    """What is logged as JSON."""
    root, ours = logging.getLogger(), logging.getLogger("phasebook")
    before = (root.handlers[:], root.level, ours.level)
    logs.configure("json")
    yield Written(capsys)
    root.handlers[:], level, own = before
    root.setLevel(level)
    logging.getLogger(logs.REQUESTS).setLevel(logging.NOTSET)
    ours.setLevel(own)


def test_a_request_has_an_id() -> None:
    """The client's, if it is one; in the answer and in problem details."""
    with lit() as client:
        reply = client.get("/nothing", headers={"X-Request-ID": "abc-1.2_3"})
        assert reply.headers["X-Request-ID"] == "abc-1.2_3"
        assert reply.json()["request_id"] == "abc-1.2_3"
        new = [
            client.get("/v1/documents", headers={b"X-Request-ID": bad}).headers["X-Request-ID"]
            for bad in (b"a b", b"x" * 65, b"", b'"}{', b"\xe9")
        ]
        assert len(set(new)) == 5
        assert all(len(found) == 16 for found in new)


def test_a_failure_is_answered_counted_and_logged(written: Written) -> None:
    """With its id in the log and in the answer, and its traceback in the log alone."""
    with lit() as client:
        reply = client.get("/v1/fail", headers={"X-Request-ID": "failing"})
        assert_problem(reply, 500)
        assert "inside" not in reply.text
        assert reply.headers["X-Request-ID"] == "failing"
        figures = client.get("/metrics").json()
    assert 'phasebook_requests_total{method="GET",route="/v1/fail",status="500"} 1.0' in figures
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    failed = next(line for line in lines if "exception" in line)
    assert "RuntimeError: the inside" in failed["exception"]
    assert "failing" in failed["message"]


def test_a_request_is_one_line_of_json(written: Written, tmp_path: Path) -> None:
    """Who asked what and what came of it; no key, no question, no second line."""
    keys = Keys(tmp_path / "keys.json")
    _, text = keys.add("reports")
    with lit(gate=Gate(keys)) as client:
        headers = {"Authorization": f"Bearer {text}", "X-Request-ID": "one"}
        client.get("/v1/who/a%0Ab?question=private", headers=headers)
        client.post("/login", data={"key": text})
        client.get("/v1/documents", headers={"X-API-Key": "wrong-key"})
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    line = next(line for line in lines if line.get("request_id") == "one")
    assert line["logger"] == logs.REQUESTS
    assert (line["method"], line["path"], line["status"]) == ("GET", "/v1/who/a%0Ab", 200)
    assert (line["route"], line["client"], line["key"]) == (
        "/v1/who/{name}",
        "127.0.0.1",
        "reports",
    )
    assert line["took_ms"] > 0
    assert line["time"].endswith("+00:00")
    for secret in (text, "private", "wrong-key"):
        assert secret not in written.getvalue()


def test_a_request_is_one_line_for_people(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless the log is off."""
    assert written.getvalue() == ""
    for kind, expected in (("plain", 1), ("off", 0)):
        file = io.StringIO()
        monkeypatch.setattr(sys, "stderr", file)
        logs.configure(kind)
        with lit() as client:
            client.get("/v1/documents")
        assert file.getvalue().count("phasebook: GET /v1/documents 200") == expected


def test_metrics_count_by_route_and_not_by_address() -> None:
    """Whatever addresses and methods there are, the figures are as many as there are routes."""
    with lit() as client:
        for name in ("a", "b", "c"):
            client.get(f"/v1/who/{name}")
            client.head(f"/v1/who/{name}")
            client.get(f"/{name}")
            client.request(name.upper() * 5, "/v1/documents")
        figures = client.get("/metrics").json()
    route = "phasebook_requests_total{method=%s,route=%s,status=%s} 3.0"
    for method, path, status in (
        ("GET", "/v1/who/{name}", 200),
        ("HEAD", "/v1/who/{name}", 200),
        ("GET", "unmatched", 404),
        ("other", "/v1/documents", 405),
    ):
        assert route % (f'"{method}"', f'"{path}"', f'"{status}"') in figures
    assert 'phasebook_request_seconds_count{method="GET",route="/v1/who/{name}"} 3.0' in figures
    assert "phasebook_index_documents 2.0" in figures
    assert "phasebook_index_generation 7.0" in figures
    assert "process_open_fds" in figures or sys.platform != "linux"


def test_metrics_tell_of_questions_by_stage() -> None:
    """A stage counts once a question, however often it was entered; abstentions are counted."""
    with lit() as client:
        client.get("/v1/ask")
        figures = client.get("/metrics").json()
    assert 'phasebook_questions_total{kind="definition",outcome="abstained"} 1.0' in figures
    assert 'phasebook_ask_stage_seconds_count{stage="rerank"} 1.0' in figures


def test_two_applications_do_not_mix() -> None:
    """Each has its own figures."""
    with lit() as one, lit() as other:
        one.get("/v1/documents")
        assert 'route="/v1/documents"' not in other.get("/metrics").json()


def test_without_the_extra_no_tracing_is_imported() -> None:
    """Nor without the setting; FastAPI has the API of its own accord."""
    code = (
        "import service.api.app, service.serving.serve, sys\n"
        "assert not {'opentelemetry.sdk', 'service.api.seen.traced'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # noqa: S603 - our own code


def test_a_client_is_told_apart_from_its_proxy(written: Written) -> None:
    """A name that nobody has is not logged as an address."""
    with lit() as client:
        client.get("/v1/documents", headers={"X-Forwarded-For": "203.0.113.9"})
    assert "203.0.113.9" not in written.getvalue()
