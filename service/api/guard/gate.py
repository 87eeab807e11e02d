"""Settings and the address served in, what is asked of callers there out: the `Gate`."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from limits import RateLimitItem, parse_many

from corpus.errors import InvalidInputError
from service.api.guard.keys import Keys
from service.settings import Settings

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_KEY_RATE, _ADDRESS_RATE = "600/minute", "300/minute"
_OFF = "off"


@dataclass(frozen=True, slots=True)
class Gate:
    """What is asked of callers; made by itself, nothing.

    Attributes:
        keys: The keys that let in; None where nobody is asked for one.
        required: Whether one is asked for even where there are none, so that none can call.
        hosts: Names that the service answers to; none for any.
        key_rate: How often a key may call; no limits for as often as it likes.
        address_rate: The same for an address that gives no key.
    """

    keys: Keys | None = None
    required: bool = False
    hosts: frozenset[str] = frozenset()
    key_rate: tuple[RateLimitItem, ...] = ()
    address_rate: tuple[RateLimitItem, ...] = ()

    @classmethod
    def of(cls, settings: Settings, host: str, *, started: bool = False) -> "Gate":
        """What the settings ask for where the service listens on `host`.

        Args:
            settings: The settings in force.
            host: The address.
            started: Whether it serves already, so that it stays closed where there is no key.

        Raises:
            InvalidInputError: Other machines could call, and nobody has a key; or a rate is none.
        """
        local = is_loopback(host)
        keys = Keys(settings.keys_file)
        if not (local or settings.open or started or keys.all()):
            what = f"other machines can call {host}, and there is no key in {str(keys.file)!r}"
            remedy = "make one with `phasebook key add`, or let everybody in with --open"
            raise InvalidInputError(what, remedy)
        return cls(
            keys=None if settings.open else keys,
            required=not (local or settings.open),
            hosts=_hosts(settings, host, local=local),
            key_rate=_rate(settings.rate_limit_key, "" if local else _KEY_RATE, "rate_limit_key"),
            address_rate=_rate(
                settings.rate_limit_address, "" if local else _ADDRESS_RATE, "rate_limit_address"
            ),
        )

    @property
    def closed(self) -> bool:
        """Whether a key is asked for now.

        Raises:
            InvalidInputError: The keys cannot be read.
        """
        return self.keys is not None and (self.required or bool(self.keys.all()))


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address.

    >>> is_loopback("127.0.0.2"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def separated(text: str | None) -> list[str]:
    """The parts of a setting that lists several.

    >>> separated("a, b,")
    ['a', 'b']
    """
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def _hosts(settings: Settings, host: str, *, local: bool) -> frozenset[str]:
    """On loopback, names of this machine alone.

    Else a page elsewhere could have its own name lead here (DNS rebinding), and act as the user.
    """
    named = frozenset(name.lower() for name in separated(settings.hosts))
    if "*" in named or not (named or local):
        return frozenset()
    base = urlsplit(settings.base or "").hostname
    return named or _LOOPBACK | {host} | ({base} if base else frozenset())


def _rate(given: str | None, default: str, name: str) -> tuple[RateLimitItem, ...]:
    text = default if given is None else given
    if text in {"", _OFF}:
        return ()
    try:
        return tuple(parse_many(text))
    except ValueError as error:
        what = f"setting {name!r} cannot be {text!r}"
        raise InvalidInputError(
            what, "write e.g. 600/minute, 10/second;1000/hour, or off"
        ) from error
