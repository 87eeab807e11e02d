"""Documents come and go over HTTP: written, replaced, deleted, one by one or as a job."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import cast

import httpx2
import pytest

from retrieval.embed import Encoder
from service.api.app import create_app
from service.indexing.live import Live
from service.settings import Settings
from tests.service.api.test_api import Json
from tests.service.api.test_problems import assert_problem
from tests.service.papers import open_papers
from tests.service.web import served

TEXT = "# Chips\n\nThe NVIDIA H200 has 141 GB of memory.\n"
NEWER = "# Chips\n\nThe NVIDIA H200 has 142 GB of memory.\n"
LIMIT = 50_000


@pytest.fixture(scope="module")
def live(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """An index of one document, to be written."""
    texts = {"first": "# First\n\nInference must answer within 200 ms.\n"}
    with open_papers(texts, encoder, tmp_path_factory.mktemp("uploads")) as kb, Live(kb) as live:
        yield live


@pytest.fixture(scope="module")
def server(live: Live) -> Iterator[httpx2.Client]:
    """A client of a real server over it."""
    settings = Settings(max_file_bytes=LIMIT, max_upload_bytes=4 * LIMIT)
    with served(create_app(live, settings)) as client:
        yield client


@pytest.fixture
def client(server: httpx2.Client) -> Iterator[httpx2.Client]:
    """The same, with only the first document in it afterwards."""
    yield server
    for name in ids(server) - {"first"}:
        assert server.delete(f"/v1/documents/{name}").status_code == 204


def ids(client: httpx2.Client) -> set[str]:
    """The documents that there are."""
    return {one["id"] for one in client.get("/v1/documents").json()["documents"]}


def ended(client: httpx2.Client, location: str) -> dict[str, Json]:
    """The job, once it is through."""
    patience = monotonic() + 100
    while monotonic() < patience:
        job = cast("dict[str, Json]", client.get(location).json())
        if job["state"] not in {"queued", "running"}:
            return job
        sleep(0.05)
    pytest.fail(f"{location} never ends")


def test_a_text_is_added_asked_replaced_and_deleted(client: httpx2.Client) -> None:
    """What is answered, listed and exported follows at once; each status says what happened."""
    asked = {"question": "How much memory does the H200 have?"}
    added = client.post("/v1/documents", json={"id": "chips", "text": TEXT})
    assert (added.status_code, added.json()["status"]) == (201, "added")
    assert added.headers["Location"] == "/v1/documents/chips"
    assert client.get(added.headers["Location"]).json()["text"] == TEXT
    assert "141 GB" in client.post("/v1/ask", json=asked).json()["answer"]
    query = {"query": 'ASK { ?s ?p ?o FILTER CONTAINS(STR(?o), "142 GB") }'}
    assert client.get("/sparql", params=query).json()["boolean"] is False

    again = client.post("/v1/documents", json={"id": "chips", "text": TEXT})
    assert (again.status_code, again.json()["status"]) == (200, "unchanged")

    put = client.put("/v1/documents/chips", json={"text": NEWER})
    assert (put.status_code, put.json()["status"]) == (200, "replaced")
    (pair, *_) = put.json()["changes"]["changed"]
    assert "141 GB" in pair["before"]["quote"]
    assert "142 GB" in pair["after"]["quote"]
    assert NEWER[pair["after"]["start"] : pair["after"]["end"]] == pair["after"]["quote"]
    assert "142 GB" in client.post("/v1/ask", json=asked).json()["answer"]
    assert client.get("/sparql", params=query).json()["boolean"] is True

    gone = client.delete("/v1/documents/chips")
    assert (gone.status_code, gone.content) == (204, b"")
    assert not client.post("/v1/ask", json=asked).json()["answered"]
    assert_problem(client.delete("/v1/documents/chips"), 404)
    assert_problem(client.get("/v1/documents/chips"), 404)


def test_a_text_without_an_id_always_gets_the_same(client: httpx2.Client) -> None:
    """So sending it twice makes one document."""
    first = client.post("/v1/documents", json={"title": "On chips", "text": TEXT})
    second = client.post("/v1/documents", json={"title": "On chips", "text": TEXT})
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.headers["Location"] == second.headers["Location"]
    assert first.json()["title"] == "On chips"
    assert first.json()["id"].startswith("on-chips-")


@pytest.mark.parametrize("markup", ["markdown", "plain"])
def test_a_text_without_a_title_is_called_by_its_id(client: httpx2.Client, markup: str) -> None:
    """As a file is by its name: what cites it says so, where it says nothing of itself."""
    said = {"text": "The NVIDIA H200 has 141 GB of memory.", "markup": markup}
    assert client.put("/v1/documents/chips", json=said).json()["title"] == "chips"
    asked = {"question": "How much memory does the H200 have?", "documents": ["chips"]}
    assert client.post("/v1/ask", json=asked).json()["citations"][0]["title"] == "chips"
    unnamed = client.post("/v1/documents", json=said).json()
    assert unnamed["title"] == unnamed["id"]
    assert unnamed["id"].startswith("the-nvidia-h200-has-")
    titled = said | {"text": "Memory\n\nThe H200 has 141 GB." if markup == "plain" else TEXT}
    assert client.put("/v1/documents/b", json=titled).json()["title"] in {"Memory", "Chips"}


def test_what_was_read_can_be_put_back(client: httpx2.Client) -> None:
    """Exactly: a document that is deleted and put back as it was read is the same as before."""
    front = "---\ntitle: On chips\npublisher: Acme\n---\nAn H100 has 80 GB.\n"
    for name, text in (("notes.txt", "*Two*  lines\n# of text"), ("front.md", front)):
        added = client.post("/v1/documents", files={"file": (name, text)})
        assert added.status_code == 201, added.text
        path = added.headers["Location"]
        before = client.get(path).json(), client.get("/health").json()["index"]
        kept = {key: before[0][key] for key in ("title", "text", "markup", "publisher")}
        assert client.delete(path).status_code == 204
        assert client.put(path, json=kept).json()["status"] == "added"
        assert (client.get(path).json(), client.get("/health").json()["index"]) == before


def test_one_file_is_written_at_once(client: httpx2.Client) -> None:
    """Its stem is its id, its ending chooses the reader; a PUT gives it another id."""
    file = {"file": ("../../Größe & Maß.html", b"<h1>Chips</h1><p>An H100 has 80 GB.</p>")}
    added = client.post("/v1/documents", files=file)
    assert (added.status_code, added.json()["id"]) == (201, "Größe & Maß")
    assert client.get(added.headers["Location"]).json()["markup"] == "markdown"
    put = client.put("/v1/documents/other", files=file)
    assert (put.status_code, put.json()["id"]) == (201, "other")


def test_many_files_are_a_job(client: httpx2.Client) -> None:
    """Each has its own result: written, or a problem; progress and end are told as events."""
    files = [
        ("file", ("a.md", TEXT.encode())),
        ("file", ("b.txt", b"Training takes 3 weeks.")),
        ("file", ("broken.pdf", b"no PDF")),
    ]
    taken = client.post("/v1/documents", files=files)
    assert taken.status_code == 202
    location = taken.headers["Location"]
    with client.stream("GET", f"{location}/events") as stream:
        lines = [line for line in stream.iter_lines() if line]
    events = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    assert [name for name in events if name != "progress"] == ["document"] * 3 + ["job"]
    *_, last = (json.loads(line[6:]) for line in lines if line.startswith("data: "))
    job = ended(client, location)
    assert job == last
    assert (job["state"], job["documents"], job["written"], job["failed"]) == ("done", 3, 2, 1)
    assert [stage["done"] for stage in client.get(location).json()["stages"]][-1] >= 2
    outcomes = client.get(location).json()["outcomes"]
    assert [one["name"] for one in outcomes] == ["a.md", "b.txt", "broken.pdf"]
    assert outcomes[2]["problem"]["status"] == 422
    assert outcomes[0]["written"]["status"] == "added"
    assert {"a", "b"} <= ids(client)
    assert client.get("/v1/jobs").json()["jobs"][0]["id"] == job["id"]


def test_who_lost_the_stream_of_a_job_hears_the_rest(client: httpx2.Client) -> None:
    """Each event has an id to go on from; after the last, a browser is told to ask no more."""
    files = [("file", (f"{name}.md", TEXT.encode())) for name in "abc"]
    location = client.post("/v1/documents", files=files).headers["Location"] + "/events"

    def heard(after: str | None = None) -> list[tuple[str, str, str]]:
        """Name, data and id of each event, as a browser reads them."""
        sent = {} if after is None else {"Last-Event-ID": after}
        reply = client.get(location, headers=sent)
        assert reply.status_code == 200
        events = [event.splitlines() for event in reply.text.split("\n\n") if event]
        fields = [dict(line.split(": ", 1) for line in event) for event in events]
        return [(one["event"], one["data"], one["id"]) for one in fields]

    first, whole = heard(), heard()
    told = [(name, data) for name, data, _ in whole]
    assert [(name, data) for name, data, _ in first if name != "progress"] == told
    assert [name for name, _ in told] == ["document"] * 3 + ["job"]
    assert [one for _, _, one in whole] == ["1", "2", "3", "4"]
    assert {one for name, _, one in first if name == "progress"} <= {"0", "1", "2", "3"}
    for n in range(4):
        assert heard(str(n)) == whole[n:]
    for last in ("4", "5"):
        end = client.get(location, headers={"Last-Event-ID": last})
        assert (end.status_code, end.content) == (204, b"")
    assert_problem(client.get(location, headers={"Last-Event-ID": "x"}), 422)


def test_a_client_that_prefers_not_to_wait_gets_a_job(client: httpx2.Client) -> None:
    """By POST as by PUT."""
    prefer = {"Prefer": 'respond-async, wait="10"'}
    posted = client.post("/v1/documents", json={"id": "a", "text": TEXT}, headers=prefer)
    put = client.put("/v1/documents/a", json={"text": TEXT}, headers=prefer)
    assert (posted.status_code, put.status_code) == (202, 202)
    assert posted.headers["Preference-Applied"] == "respond-async"
    first, second = (ended(client, reply.headers["Location"]) for reply in (posted, put))
    outcomes = [cast("list[dict[str, dict[str, str]]]", job["outcomes"]) for job in (first, second)]
    assert [found[0]["written"]["status"] for found in outcomes] == ["added", "unchanged"]


def test_a_job_can_be_cancelled(client: httpx2.Client) -> None:
    """What it has written stays, and nothing is half there."""
    files = [("file", (f"{n:03}.md", TEXT.encode())) for n in range(200)]
    location = client.post("/v1/documents", files=files).headers["Location"]
    reply = client.delete(location)
    assert reply.status_code == 200
    job = ended(client, location)
    assert job["state"] == "cancelled"
    assert len(ids(client)) - 1 == job["written"] != 200
    assert client.delete(location).json()["state"] == "cancelled"
    for call in (client.get, client.delete):
        assert_problem(call("/v1/jobs/nothing"), 404)
    assert_problem(client.get("/v1/jobs/nothing/events"), 404)


def test_an_array_of_texts_is_a_job(client: httpx2.Client) -> None:
    """Each has its own result, in order, also where there is one; none is begun if one is wrong."""
    texts = [{"id": name, "text": TEXT.replace("141", f"14{name}")} for name in "12"]
    for sent in (texts, texts[:1]):
        taken = client.post("/v1/documents", json=sent)
        assert taken.status_code == 202, taken.text
        job = ended(client, taken.headers["Location"])
        assert (job["state"], job["written"], job["failed"]) == ("done", len(sent), 0)
        outcomes = cast("list[dict[str, str]]", job["outcomes"])
        assert [one["name"] for one in outcomes] == [one["id"] for one in sent]
    assert ids(client) == {"first", "1", "2"}
    wrong = client.post("/v1/documents", json=[{"id": "3", "text": TEXT}, {"id": "4"}])
    assert_problem(wrong, 422)
    assert [fault["location"] for fault in wrong.json()["errors"]] == ["body.1.text"]
    for sent in ([], [{"text": TEXT}] * 1_001):
        assert_problem(client.post("/v1/documents", json=sent), 422)
    assert_problem(client.put("/v1/documents/3", json=texts), 422)
    assert ids(client) == {"first", "1", "2"}


def form(*parts: str) -> dict[str, object]:
    """A multipart body of parts that are written as they stand."""
    body = "".join(f"--x\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    return {"content": body + "--x--\r\n", "headers": headers}


@pytest.mark.parametrize(
    ("parts", "status", "said"),
    [
        (['name="file"\r\n\r\ntext'], 422, "the form has a field 'file' that is no file"),
        (['name="a"\r\n\r\n1', 'name="b"\r\n\r\n2'], 422, "the form has a field 'a' that"),
        (['filename="a.md"\r\n\r\ntext'], 400, "the form cannot be read"),
        ([], 422, "there is no file in the form"),
    ],
    ids=["no filename", "other fields", "no name", "nothing"],
)
def test_a_form_that_is_wrong_is_told_how_to_send_files(
    client: httpx2.Client, parts: list[str], status: int, said: str
) -> None:
    """Whoever sends a form is told nothing of JSON."""
    reply = client.post("/v1/documents", **form(*parts))  # type: ignore[arg-type]  # see above
    assert_problem(reply, status)
    assert reply.json()["detail"].startswith(said), reply.text
    assert reply.json()["remedy"].startswith("send each file as a part called `file`")


@pytest.mark.parametrize("name", ["../secret", ".hidden", "a/b", "a\\b", "a\nb", "x" * 201, " a"])
def test_ids_that_could_be_paths_are_refused(client: httpx2.Client, name: str) -> None:
    """Nothing is written."""
    assert_problem(client.post("/v1/documents", json={"id": name, "text": TEXT}), 422)
    assert ids(client) == {"first"}


def test_what_is_no_document_is_refused(client: httpx2.Client) -> None:
    """With its own status for each way to be none, and nothing is written."""
    post = client.post
    assert_problem(post("/v1/documents", content=b"x"), 415)
    assert_problem(
        post("/v1/documents", content=b"{", headers={"Content-Type": "application/json"}), 400
    )
    assert_problem(post("/v1/documents", json={"text": " "}), 422)
    assert_problem(post("/v1/documents", json={"text": TEXT, "markup": "x"}), 422)
    assert_problem(post("/v1/documents", json=[TEXT]), 422)
    assert_problem(post("/v1/documents", files={"file": ("a.xyz", b"text")}), 422)
    assert_problem(post("/v1/documents", files={"other": ("a.md", b"text")}), 422)
    assert_problem(post("/v1/documents", files={"file": ("a.md", b"x " * LIMIT)}), 413)
    assert_problem(post("/v1/documents", json={"text": "word " * LIMIT}), 413)
    two = [("file", ("a.md", b"One.")), ("file", ("b.md", b"Two."))]
    assert_problem(client.put("/v1/documents/a", files=two), 422)
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert_problem(post("/v1/documents", content=b"--y\r\nbroken", headers=broken), 400, 422)
    assert ids(client) == {"first"}


def test_the_description_names_both_bodies(client: httpx2.Client) -> None:
    """And every status that is given."""
    described = client.get("/openapi.json").json()
    add = described["paths"]["/v1/documents"]["post"]
    assert set(add["requestBody"]["content"]) == {"application/json", "multipart/form-data"}
    assert {"200", "201", "202", "400", "413", "415", "422", "500", "503"} <= set(add["responses"])
    for model in ("NewDocument", "NewText", "Written", "Job", "JobSummary", "Problem"):
        assert model in described["components"]["schemas"]


def test_readers_are_answered_while_documents_are_written(client: httpx2.Client) -> None:
    """Whole answers of one state each, and no error."""
    asked = {"question": "How fast must inference answer?"}

    def read() -> set[tuple[str, str]]:
        found = set()
        for _ in range(12):
            reply = client.post("/v1/ask", json=asked)
            assert reply.status_code == 200
            found.add((reply.json()["index"], reply.json()["answer"]))
        return found

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        for n in range(3):
            text = f"# Note {n}\n\nTraining a model took {n + 2} weeks.\n"
            assert client.put("/v1/documents/note", json={"text": text}).is_success
        states = [state for reader in readers for state in reader.result()]
    assert all("200 ms" in answer for _, answer in states)
    assert len({index for index, _ in states}) == len({*states})
