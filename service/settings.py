"""Settings: flags, environment and a TOML file in, one frozen `Settings` out.

A flag wins over `PHASEBOOK_*`, which wins over the TOML file, which wins over the default.
They are read once, at the edge; the rest of the service is handed the object.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from platformdirs import user_config_path, user_data_path
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_serializer,
    field_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from corpus.address import Place, Remote, place_of
from corpus.errors import InvalidInputError

PREFIX = "PHASEBOOK_"
CONFIG = "PHASEBOOK_CONFIG"
DEFAULT = "default"
SECRET = ("llm_key", "milvus_token")


class Settings(BaseModel):
    """What can be set; made by itself it holds the defaults alone.

    >>> Settings().port
    8000
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    index: Path | Remote | None = Field(
        default=None,
        description="folder of the index, or milvus://HOST:PORT/NAME; unset: the packaged corpus,"
        " built on first use",
    )
    milvus_token: SecretStr | None = Field(
        default=None,
        min_length=1,
        description="what the Milvus server of an index asks for: USER:PASSWORD, or a key",
    )
    collections: Path | None = Field(
        default=None, description="folder whose sub-folders are indexes that `serve` serves, too"
    )
    model: str | None = Field(
        default=None, min_length=1, description="sentence-transformers model, by name or folder"
    )
    host: str = Field(
        default="127.0.0.1", min_length=1, description="address that `serve` listens on"
    )
    port: int = Field(
        default=8000, ge=0, le=65535, description="port that `serve` listens on; 0: any free"
    )
    workers: int = Field(default=1, ge=1, le=64, description="processes that `serve` answers from")
    jobs: int | None = Field(
        default=None,
        ge=1,
        le=1024,
        description="processes that `build` reads documents with; unset: one for each processor",
    )
    engine: str = Field(
        default="local",
        pattern="^(local|ray|ray://.+)$",
        description="where `build` reads documents: local, ray (on this machine), or"
        " ray://HOST:PORT",
    )
    vectors: Literal["float32", "int8"] = Field(
        default="float32",
        description="numbers of a new index's vectors from 50,000 passages on; int8: a quarter",
    )
    max_file_bytes: int = Field(default=20_000_000, ge=1, description="largest file that is read")
    keys: Path | None = Field(
        default=None, description="file of API keys; unset: keys.json in the configuration folder"
    )
    open: bool = Field(
        default=False, description="whether `serve` does without keys, wherever it listens"
    )
    rate_limit_key: str | None = Field(
        default=None,
        min_length=1,
        description="calls that a key may make, e.g. 10/second;600/minute, or off; unset: off on"
        " loopback, else 600/minute",
    )
    rate_limit_address: str | None = Field(
        default=None,
        min_length=1,
        description="the same for an address without a key; unset: off on loopback, else"
        " 300/minute",
    )
    trusted_proxies: str | None = Field(
        default=None,
        min_length=1,
        description="addresses or networks, with commas between, whose X-Forwarded-For is believed",
    )
    cors_origins: str | None = Field(
        default=None,
        min_length=1,
        description="origins, with commas between, whose pages may call the service; * for any",
    )
    hosts: str | None = Field(
        default=None,
        min_length=1,
        description="names, with commas between, that the service answers to; * for any; unset: on"
        " loopback, names of this machine",
    )
    request_timeout: float = Field(
        default=60, gt=0, le=3600, description="seconds after which a request must be answered"
    )
    max_upload_bytes: int = Field(
        default=100_000_000, ge=1, description="largest upload of documents, all files together"
    )
    log: Literal["plain", "json", "off"] = Field(
        default="plain", description="how `serve` logs requests to standard error"
    )
    otlp_endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s<>\"{}|\\^`?#@]+$",
        description="where traces are sent, e.g. http://127.0.0.1:4318; needs the extra `otel`",
    )
    max_question_characters: int = Field(
        default=2_000, ge=1, description="longest question answered"
    )
    top_k: int = Field(default=5, ge=1, le=50, description="passages listed with an answer")
    base: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s<>\"{}|\\^`#?]+/$",
        description="what the IRIs of the graph start with; unset: the address of the service",
    )
    sparql_timeout: float = Field(
        default=10, gt=0, le=3600, description="seconds after which a SPARQL query is ended"
    )
    sparql_rows: int = Field(
        default=100_000, ge=1, description="most rows or triples that a SPARQL query gives"
    )
    sparql_workers: int = Field(
        default=2, ge=1, le=64, description="SPARQL queries that run at once"
    )
    llm_base_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s<>\"{}|\\^`?#@]+$",
        description="server of a language model that words answers, e.g. http://127.0.0.1:11434/v1",
    )
    llm_model: str | None = Field(default=None, min_length=1, description="name of that model")
    llm_key: SecretStr | None = Field(
        default=None, min_length=1, description="key for that server, if it wants one"
    )
    llm_timeout: float = Field(
        default=20, gt=0, le=600, description="seconds that the language model has for an answer"
    )

    @property
    def iri_base(self) -> str:
        """What the IRIs of the graph start with.

        >>> Settings(port=8080).iri_base
        'http://127.0.0.1:8080/'
        """
        return self.base or address(self.host, self.port) + "/"

    @property
    def words(self) -> bool:
        """Whether a language model is named, at least in part."""
        return (self.llm_base_url, self.llm_model) != (None, None)

    @property
    def keys_file(self) -> Path:
        """Where the API keys are: not in the index, which is copied, replaced and given away."""
        return self.keys or user_config_path("phasebook", appauthor=False) / "keys.json"

    @property
    def place(self) -> Place:
        """Where the index is, with what is needed to open it."""
        if isinstance(self.index, Remote):
            token = self.milvus_token.get_secret_value() if self.milvus_token else ""
            return replace(self.index, token=token)
        return self.index or default_index()

    @field_validator("index", mode="before")
    @classmethod
    def _read_place(cls, index: object) -> object:
        return place_of(index) if isinstance(index, str) else index

    @field_serializer("index")
    def _write_place(self, index: Place | None) -> str | None:
        return None if index is None else str(index)

    @field_validator("collections", "keys")
    @classmethod
    def _expand(cls, path: Path | None) -> Path | None:
        return path and path.expanduser()


class _FromEnvironment(BaseSettings, Settings):
    """The same settings, as the environment's variables name them."""

    model_config = SettingsConfigDict(frozen=True, env_prefix=PREFIX, env_ignore_empty=True)


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings in force and, by name, where each came from."""

    settings: Settings
    origins: Mapping[str, str]

    def listed(self) -> dict[str, dict[str, str | int | float | None]]:
        """Each setting by name: its value, its origin and what it is for."""
        values = self.settings.model_dump(mode="json")
        values["index"] = values["index"] or str(default_index())
        values["keys"] = str(self.settings.keys_file)
        return {
            name: {
                "value": values[name],
                "origin": self.origins[name],
                "purpose": field.description,
            }
            for name, field in Settings.model_fields.items()
        }


def address(host: str, port: int) -> str:
    """Where a service on this machine is reached.

    >>> address("::1", 80), address("0.0.0.0", 80)
    ('http://[::1]:80', 'http://127.0.0.1:80')
    """
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - not bound
    name = f"[{reachable}]" if ":" in reachable else reachable
    return f"http://{name}:{port}"


def default_index() -> Path:
    """Folder of the packaged corpus' index in the user's data folder."""
    return user_data_path("phasebook", appauthor=False) / "index"


def config_file() -> Path:
    """The TOML file: what PHASEBOOK_CONFIG names, else the one in the user's config folder."""
    named = os.environ.get(CONFIG)
    folder = user_config_path("phasebook", appauthor=False)
    return Path(named).expanduser() if named else folder / "phasebook.toml"


def load(flags: Mapping[str, object] | None = None) -> Configuration:
    """Read every source once.

    Args:
        flags: What the command line gave, by setting; None where a flag was not given.

    Raises:
        InvalidInputError: A value that cannot be, named with its key and its origin.
    """
    given = {key: value for key, value in (flags or {}).items() if value is not None}
    file = config_file()
    values: dict[str, object] = {}
    origins = dict.fromkeys(Settings.model_fields, DEFAULT)
    for source, origin in (
        (_read_toml(file), str(file)),
        (EnvSettingsSource(_FromEnvironment)(), PREFIX + "{}"),
        (given, "--{}"),
    ):
        values |= source
        origins |= {key: _origin(origin, key) for key in source}
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise _explained(error.errors()[0], origins) from error
    return Configuration(settings, origins)


def _origin(pattern: str, key: str) -> str:
    """What the user wrote it as: `PHASEBOOK_TOP_K`, `--top-k`, or the file's path."""
    if pattern.startswith("--"):
        return pattern.format(key.replace("_", "-"))
    return pattern.format(key.upper()) if pattern.startswith(PREFIX) else pattern


def _read_toml(file: Path) -> dict[str, object]:
    if not file.is_file():
        if os.environ.get(CONFIG):
            what, remedy = f"no settings file {str(file)!r}", f"correct or unset {CONFIG}"
            raise InvalidInputError(what, remedy)
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        what, remedy = f"settings file {str(file)!r} cannot be read ({error})", "write it as TOML"
        raise InvalidInputError(what, remedy) from error


def _explained(error: ErrorDetails, origins: Mapping[str, str]) -> InvalidInputError:
    key = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        remedy = "use one of " + ", ".join(Settings.model_fields)
        return InvalidInputError(f"unknown setting {key!r} in {origins[key]}", remedy)
    value = "what it is" if key in SECRET else repr(error["input"])  # a key is never shown
    what = f"setting {key!r} cannot be {value} (from {origins[key]})"
    return InvalidInputError(what, error["msg"][0].lower() + error["msg"][1:])
