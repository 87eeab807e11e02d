"""The command line as its own process: first use, signals, pipes and ports."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from corpus.opening import FILE

# A shell that runs the tests in the background has them ignore Ctrl-C, and so their children.
HEED = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
COMMAND = [sys.executable, "-c", HEED + "from service.cli import main; main()"]
INTERRUPTED = 130


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing set, and a home of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PHASEBOOK_")}
    folders = ("XDG_CONFIG_HOME", "XDG_DATA_HOME")
    return kept | {name: str(tmp_path / name) for name in folders}


def test_the_first_question_indexes_the_packaged_corpus(environment: dict[str, str]) -> None:
    """Said on standard error alone, once; no noise of the libraries on either."""
    question = "How do batch sizes differ between training and inference?"
    arguments = [*COMMAND, "ask", question]
    runs = [
        subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True)  # noqa: S603 - our own command
        for _ in range(2)
    ]
    assert [run.stderr.count("\n") for run in runs] == [1, 0]
    assert "packaged corpus" in runs[0].stderr
    assert runs[0].stdout == runs[1].stdout
    assert "[1]" in runs[0].stdout
    assert "\x1b" not in runs[0].stdout


def test_a_reader_that_has_enough_ends_it_quietly(
    environment: dict[str, str], small_index: Path
) -> None:
    """`phasebook export ... | head -1`."""
    arguments = [*COMMAND, "export", "-f", "turtle", "--index", str(small_index)]
    with subprocess.Popen(  # noqa: S603 - our own command
        arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_port_in_use_is_named(environment: dict[str, str], small_index: Path) -> None:
    """Exit 2 and a remedy."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(  # noqa: S603 - our own command
            [*COMMAND, "serve", "--port", port, "--index", str(small_index)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert port in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_answers_until_interrupted(environment: dict[str, str], small_index: Path) -> None:
    """It says where it listens; Ctrl-C ends it without a traceback."""
    arguments = [*COMMAND, "serve", "--port", "0", "--index", str(small_index)]
    with subprocess.Popen(  # noqa: S603 - our own command
        arguments, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        address = ""
        while not address:
            line = process.stderr.readline()
            assert line
            address = line.partition("http://")[2].partition(" ")[0]
        assert httpx2.get(f"http://{address}/health").json()["status"] == "ok"
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.returncode == INTERRUPTED
    assert "Traceback" not in rest


def test_an_interrupted_build_leaves_no_index(environment: dict[str, str], tmp_path: Path) -> None:
    """Ctrl-C while the model is loading, or while the documents are read."""
    folder = tmp_path / "index"
    with subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, "build", "--index", str(folder)],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        assert process.stderr
        said = process.stderr.read()
    assert process.returncode == INTERRUPTED
    assert "Traceback" not in said
    assert not (folder / FILE).exists()
