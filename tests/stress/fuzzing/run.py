"""An address in, what Schemathesis found at it out."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import httpx2

ROOT = Path(__file__).parents[3]
CONFIG = Path(__file__).with_name("schemathesis.toml")


class _Count(TypedDict):
    total: int
    tested: int


class _Cases(TypedDict):
    generated: int


class _Report(TypedDict):
    operations: _Count
    test_cases: _Cases
    phases: dict[str, dict[str, str | None]]


@dataclass(frozen=True, slots=True)
class Found:
    """What a run came to.

    Attributes:
        passed: Whether every check held.
        requests: How many were made up and sent.
        calls: How many calls the document has.
        untested: How many of them were not tried.
        phases: The status of each phase.
        told: Its words for people, with every failure and how to repeat it.
    """

    passed: bool
    requests: int
    calls: int
    untested: int
    phases: dict[str, str | None]
    told: str

    def __str__(self) -> str:
        """For the record."""
        return f"{self.requests} requests to {self.calls} calls, {self.untested} untested"


def run(address: str, folder: Path, *options: str) -> Found:
    """Try every call of the OpenAPI document at an address."""
    described, report = folder / "openapi.json", folder / "report.json"
    # Schemathesis would wait 10 seconds for it, which a busy machine may take.
    described.write_bytes(httpx2.get(f"{address}/openapi.json", timeout=300).content)
    command = ["-m", "schemathesis.cli", "--no-color", "--config-file", str(CONFIG), "run"]
    output = ["--report", "json", "--report-json-path", str(report)]
    done = subprocess.run(  # noqa: S603 - our own test tool
        [sys.executable, *command, str(described), "--url", address, *output, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert report.is_file(), done.stdout
    said: _Report = json.loads(report.read_text(encoding="utf-8"))
    operations = said["operations"]
    return Found(
        passed=done.returncode == 0,
        requests=said["test_cases"]["generated"],
        calls=operations["total"],
        untested=operations["total"] - operations["tested"],
        phases={name: phase["status"] for name, phase in said["phases"].items()},
        told=done.stdout,
    )
