"""Clients of a running service: `Client`, and `AsyncClient` for programs without threads.

    with Client("http://127.0.0.1:8000") as phasebook:
        answer = phasebook.ask("How much memory does the H200 have?")

Both give the JSON models of `service.api.schema`, and raise the errors of `service.client.errors`.
"""

import time
from collections.abc import Callable, Coroutine
from contextlib import aclosing, closing
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

import anyio
import anyio.to_thread
import httpx2

from service.api import schema
from service.client import calls
from service.client.calls import Call
from service.client.exchange import LEAST_ERROR, Outcome, Pause, Policy
from service.client.sources import opened
from service.client.target import replacing
from service.client.watched import Watched, silent

P = ParamSpec("P")
T = TypeVar("T")
ADDRESS = "http://127.0.0.1:8000"
TIMEOUT = 60.0
RETRIES = 2


def _sent(make: Callable[P, Call[T]]) -> "Callable[Concatenate[Client, P], T]":
    """A method that makes a call and sends it."""

    @wraps(make)
    def method(self: "Client", /, *args: P.args, **named: P.kwargs) -> T:
        return self.send(make(*args, **named))

    return method


def _sent_later(
    make: Callable[P, Call[T]],
) -> "Callable[Concatenate[AsyncClient, P], Coroutine[None, None, T]]":
    """The same, to be awaited."""

    @wraps(make)
    async def method(self: "AsyncClient", /, *args: P.args, **named: P.kwargs) -> T:
        return await self.send(make(*args, **named))

    return method


class Client:
    """A connection to a service; safe to use from many threads. Close it, or use it in `with`."""

    def __init__(
        self,
        address: str = ADDRESS,
        *,
        api_key: str | None = None,
        timeout: float = TIMEOUT,
        retries: int = RETRIES,
        collection: str | None = None,
    ) -> None:
        """Prepare to call; nothing is sent yet.

        Args:
            address: Where the service is.
            api_key: The key, if it wants one.
            timeout: Seconds to wait for a connection, and for each part of a reply.
            retries: How often a call that changes nothing is sent again where that may help.
            collection: Which collection the calls are about; the default one where none is named.
        """
        self._collection = collection
        self._policy = Policy(address, api_key, timeout, retries)
        self._http = httpx2.Client(base_url=address, headers=self._policy.headers, timeout=timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def send(self, call: Call[T]) -> T:
        """Send a call, again where that may help, and read the reply.

        Raises:
            ServiceError: There is none, or it is an error.
        """
        for attempt in count():
            match self._policy.settled(call, self._outcome(call), attempt):
                case Pause(seconds):
                    time.sleep(seconds)
                case said:
                    return said
        raise AssertionError

    def wait(
        self,
        job: schema.JobSummary | str,
        progress: Callable[[schema.Job], object] = silent,
        timeout: float | None = None,
    ) -> schema.Job:
        """Wait until a job has ended, and give what came of each of its documents.

        Args:
            job: The job, or its id.
            progress: Told of it whenever it has come further.
            timeout: Seconds after which it is not waited for any more; it goes on all the same.

        Raises:
            LateError: It has not ended in that time.
        """
        watched = Watched(job, progress, timeout)
        while (pause := watched.pause(found := self.job(watched.id))) is not None:
            time.sleep(pause)
        return found

    def _outcome(self, call: Call[T]) -> Outcome:
        try:
            return self._http.send(_request(self._http, call, self._collection))
        except httpx2.HTTPError as error:
            return error

    def export(self, path: Path | str, format: str = "turtle") -> int:  # noqa: A002 - its name in the address
        """Write the whole graph to a file as it comes, and give its size in bytes.

        Raises:
            ServiceError: It cannot be had; what was at `path` is then still there.
        """
        request = _request(self._http, calls.graph(format), self._collection)
        with replacing(Path(path)) as file:
            try:
                reply = self._http.send(request, stream=True)
                with closing(reply):
                    if reply.status_code >= LEAST_ERROR:
                        reply.read()
                        raise self._policy.failure(reply)
                    for part in reply.iter_bytes():
                        file.write(part)
            except httpx2.HTTPError as error:
                raise self._policy.failure(error) from error
            return file.tell()

    health = _sent(calls.health)
    collections = _sent(calls.collections)
    make_collection = _sent(calls.make_collection)
    delete_collection = _sent(calls.delete_collection)
    ask = _sent(calls.ask)
    search = _sent(calls.search)
    add = _sent(calls.add)
    add_files = _sent(calls.add_files)
    put = _sent(calls.put)
    put_file = _sent(calls.put_file)
    delete = _sent(calls.delete)
    jobs = _sent(calls.jobs)
    job = _sent(calls.job)
    cancel = _sent(calls.cancel)
    documents = _sent(calls.documents)
    document = _sent(calls.document)
    concepts = _sent(calls.concepts)
    concept = _sent(calls.concept)
    neighbors = _sent(calls.neighbors)
    claims = _sent(calls.claims)
    paths = _sent(calls.paths)
    compare = _sent(calls.compare)
    conflicts = _sent(calls.conflicts)
    sparql = _sent(calls.sparql)
    construct = _sent(calls.construct)
    graph = _sent(calls.graph)


class AsyncClient:
    """The same without threads, for asyncio and trio: every method is to be awaited."""

    def __init__(
        self,
        address: str = ADDRESS,
        *,
        api_key: str | None = None,
        timeout: float = TIMEOUT,
        retries: int = RETRIES,
        collection: str | None = None,
    ) -> None:
        """Prepare to call, as `Client` does."""
        self._collection = collection
        self._policy = Policy(address, api_key, timeout, retries)
        self._http = httpx2.AsyncClient(
            base_url=address, headers=self._policy.headers, timeout=timeout
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def send(self, call: Call[T]) -> T:
        """Send a call, again where that may help, and read the reply.

        Raises:
            ServiceError: There is none, or it is an error.
        """
        for attempt in count():
            match self._policy.settled(call, await self._outcome(call), attempt):
                case Pause(seconds):
                    await anyio.sleep(seconds)
                case said:
                    return said
        raise AssertionError

    async def wait(
        self,
        job: schema.JobSummary | str,
        progress: Callable[[schema.Job], object] = silent,
        timeout: float | None = None,
    ) -> schema.Job:
        """Wait until a job has ended, as `Client` does.

        Raises:
            LateError: It has not ended in that time.
        """
        watched = Watched(job, progress, timeout)
        while (pause := watched.pause(found := await self.job(watched.id))) is not None:
            await anyio.sleep(pause)
        return found

    async def _outcome(self, call: Call[T]) -> Outcome:
        request = await anyio.to_thread.run_sync(_request, self._http, call, self._collection)
        try:
            return await self._http.send(request)
        except httpx2.HTTPError as error:
            return error

    async def export(self, path: Path | str, format: str = "turtle") -> int:  # noqa: A002 - its name in the address
        """Write the whole graph to a file as it comes, and give its size in bytes.

        Raises:
            ServiceError: It cannot be had; what was at `path` is then still there.
        """
        request = _request(self._http, calls.graph(format), self._collection)
        with replacing(Path(path)) as file:
            try:
                reply = await self._http.send(request, stream=True)
                async with aclosing(reply):
                    if reply.status_code >= LEAST_ERROR:
                        await reply.aread()
                        raise self._policy.failure(reply)
                    async for part in reply.aiter_bytes():
                        await anyio.to_thread.run_sync(file.write, part)
            except httpx2.HTTPError as error:
                raise self._policy.failure(error) from error
            return file.tell()

    health = _sent_later(calls.health)
    collections = _sent_later(calls.collections)
    make_collection = _sent_later(calls.make_collection)
    delete_collection = _sent_later(calls.delete_collection)
    ask = _sent_later(calls.ask)
    search = _sent_later(calls.search)
    add = _sent_later(calls.add)
    add_files = _sent_later(calls.add_files)
    put = _sent_later(calls.put)
    put_file = _sent_later(calls.put_file)
    delete = _sent_later(calls.delete)
    jobs = _sent_later(calls.jobs)
    job = _sent_later(calls.job)
    cancel = _sent_later(calls.cancel)
    documents = _sent_later(calls.documents)
    document = _sent_later(calls.document)
    concepts = _sent_later(calls.concepts)
    concept = _sent_later(calls.concept)
    neighbors = _sent_later(calls.neighbors)
    claims = _sent_later(calls.claims)
    paths = _sent_later(calls.paths)
    compare = _sent_later(calls.compare)
    conflicts = _sent_later(calls.conflicts)
    sparql = _sent_later(calls.sparql)
    construct = _sent_later(calls.construct)
    graph = _sent_later(calls.graph)


def _request(
    http: httpx2.Client | httpx2.AsyncClient, call: Call[T], collection: str | None
) -> httpx2.Request:
    return http.build_request(
        call.method,
        call.path_in(collection),
        params=call.parameters,
        json=call.json,
        data=call.form,
        files=opened(call.files),
        headers=call.headers,
    )
