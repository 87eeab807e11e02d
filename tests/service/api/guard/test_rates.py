"""How often a key or an address may call, and how the address is known."""

import time
from pathlib import Path

import httpx2
from limits import parse_many

from service.api.guard.caller import Caller
from service.api.guard.gate import Gate
from service.api.guard.keys import Keys
from service.settings import Settings
from tests.service.api.guard.light import lit
from tests.service.api.test_problems import assert_problem

THREE = tuple(parse_many("3/minute"))
PATH = "/v1/documents"


def statuses(client: httpx2.Client, count: int, headers: dict[str, str] | None = None) -> list[int]:
    """Of so many calls."""
    return [client.get(PATH, headers=headers).status_code for _ in range(count)]


def test_an_address_may_call_so_often() -> None:
    """How many are left is told; then 429 with when to come again. Files of pages do not count."""
    with lit(gate=Gate(address_rate=THREE)) as client:
        left = [client.get(PATH).headers["RateLimit-Remaining"] for _ in range(3)]
        assert left == ["2", "1", "0"]
        reply = client.get(PATH)
        assert "again in" in assert_problem(reply, 429)["remedy"]
        assert reply.headers["RateLimit-Limit"] == "3"
        assert reply.headers["RateLimit-Policy"] == "3;w=60"
        assert 0 < int(reply.headers["Retry-After"]) <= 60
        assert client.get("/assets/page.js").status_code == 404


def test_who_waits_is_let_in() -> None:
    """As long as `Retry-After` says is enough."""
    with lit(gate=Gate(address_rate=tuple(parse_many("2/second;100/minute")))) as client:
        assert statuses(client, 2) == [200, 200]
        refused = client.get(PATH)
        assert refused.status_code == 429
        time.sleep(int(refused.headers["Retry-After"]))
        assert client.get(PATH).status_code == 200


def test_each_key_has_its_own_share(tmp_path: Path) -> None:
    """Wrong keys are counted by address, so that guessing is slow."""
    keys = Keys(tmp_path / "keys.json")
    one, other = (keys.add()[1] for _ in range(2))
    with lit(gate=Gate(keys, required=True, key_rate=THREE, address_rate=THREE)) as client:
        assert statuses(client, 4, {"X-API-Key": one}) == [200, 200, 200, 429]
        assert statuses(client, 1, {"X-API-Key": other}) == [200]
        assert statuses(client, 4, {"X-API-Key": "wrong"}) == [401, 401, 401, 429]
        assert statuses(client, 1) == [429]


def test_the_address_is_the_proxys_unless_that_is_trusted() -> None:
    """A client cannot choose its own address; behind a proxy that the settings name, it is told."""
    forwarded = {"X-Forwarded-For": "203.0.113.9"}
    with lit() as client:
        assert client.get("/v1/who/a", headers=forwarded).json()[1] == "127.0.0.1"
    with lit(Settings(trusted_proxies="10.0.0.0/8, 127.0.0.1")) as client:
        assert client.get("/v1/who/a", headers=forwarded).json()[1] == "203.0.113.9"
        chain = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9, 10.1.2.3"}
        assert client.get("/v1/who/a", headers=chain).json()[1] == "203.0.113.9"
    with lit(Settings(trusted_proxies="10.0.0.0/8")) as client:
        assert client.get("/v1/who/a", headers=forwarded).json()[1] == "127.0.0.1"


def test_addresses_of_one_household_are_one() -> None:
    """Whoever has one IPv6 address has 2**64."""
    one, other = (Caller(f"2001:db8::{last}").counted_as for last in ("1", "ffff:1"))
    assert one == other == "address 2001:db8::/64"
    assert Caller("2001:db8:0:1::1").counted_as != one
    assert Caller("203.0.113.9").counted_as == "address 203.0.113.9"
