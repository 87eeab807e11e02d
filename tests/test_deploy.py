"""What stands in deploy/ is well formed and agrees with the package: nothing here is ever built."""

import json
import os
import re
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml

from service.settings import PREFIX, Settings
from service.version import __version__

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
UNIT = (DEPLOY / "phasebook.service").read_text(encoding="utf-8")
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")


def test_the_dockerfile_passes_its_linter() -> None:
    """Hadolint finds nothing."""
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(  # noqa: S603 - our own file
        [linter, str(DEPLOY / "Dockerfile")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_holds_what_is_there() -> None:
    """Each file copied from the repository exists, and is not kept out of the build."""
    copied = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, flags=re.MULTILINE)
    sources = {name for line in copied for name in line.split()[:-1]}
    allowed = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    assert sources == set(allowed)
    assert all((ROOT / name).exists() for name in sources)


def test_the_image_runs_as_nobody_in_particular() -> None:
    """The last user named is a number other than root's, so that a cluster can check it."""
    assert re.findall(r"^USER (.+)$", DOCKERFILE, flags=re.MULTILINE) == ["10001:10001"]


@pytest.mark.parametrize("text", [DOCKERFILE, UNIT], ids=["Dockerfile", "unit"])
def test_the_settings_are_settings(text: str) -> None:
    """Each variable set for Phasebook is one that it reads."""
    named = set(re.findall(rf"\b{PREFIX}([A-Z_]+)=", text))
    assert {name.lower() for name in named} <= Settings.model_fields.keys()


def test_compose_takes_every_power_away() -> None:
    """Read-only, without capabilities, reachable from the machine alone, of this version."""
    service = yaml.safe_load(COMPOSE)["services"]["phasebook"]
    assert service["image"] == f"phasebook:{__version__}"
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    """With a program that is there in the place of ours."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "phasebook.service"
    unit.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", UNIT), encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own file
        ["systemd-analyze", "verify", str(unit)],  # noqa: S607 - wherever it is
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_image_asks_for_its_health_where_it_listens() -> None:
    """Whatever port it is told: the command itself is run against a server on another port."""
    command = json.loads(re.findall(r"^  CMD (\[.+\])$", DOCKERFILE, flags=re.MULTILINE)[0])
    asked = []

    class Ready(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Ready) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        told = {**os.environ, f"{PREFIX}PORT": str(server.server_port)}
        subprocess.run([sys.executable, *command[1:]], env=told, check=True)  # noqa: S603 - our own
        thread.join()
    assert asked == ["/health/ready"]
