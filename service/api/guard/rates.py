"""Calls in, those that are too many refused (the library `limits`).

Each worker counts what it sees itself. The window moves with the clock: no burst at the turn of a
minute gets twice its share, and who waits as long as `Retry-After` says is let in.
"""

import math
import time
from http import HTTPStatus

from limits import RateLimitItem
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.guard.caller import caller
from service.api.guard.gate import Gate
from service.api.guard.need import is_asset
from service.api.guard.refusal import refuse


class RateLimit:
    """Count calls by key, or by address, and refuse those that are too many."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app = app
        self.gate = gate
        self._counts = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, with how many are left."""
        by = caller(scope)
        limits = self.gate.key_rate if by.key else self.gate.address_rate
        if scope["type"] != "http" or not limits or is_asset(scope["path"]):
            await self.app(scope, receive, send)
            return
        passed, headers = await self._counted(limits, by.counted_as)
        if not passed:
            what = f"too many calls: {headers['RateLimit-Limit']} is the limit"
            said = (what, f"try again in {headers['Retry-After']} seconds")
            await refuse(scope, receive, send, HTTPStatus.TOO_MANY_REQUESTS, said, headers)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await self.app(scope, receive, told)

    async def _counted(
        self, limits: tuple[RateLimitItem, ...], who: str
    ) -> tuple[bool, dict[str, str]]:
        """Whether one more call is within every limit, and the headers of the nearest to full."""
        now = time.time()
        passed = [await self._counts.hit(limit, who) for limit in limits]
        windows = [await self._counts.get_window_stats(limit, who) for limit in limits]
        nearest = min(range(len(limits)), key=lambda i: (passed[i], windows[i].remaining))
        reset = max(1, math.ceil(windows[nearest].reset_time - now))
        headers = {
            "RateLimit-Limit": str(limits[nearest].amount),
            "RateLimit-Remaining": str(windows[nearest].remaining),
            "RateLimit-Reset": str(reset),
            "RateLimit-Policy": ", ".join(f"{i.amount};w={i.get_expiry()}" for i in limits),
        }
        if not all(passed):
            headers["Retry-After"] = str(reset)
        return all(passed), headers
