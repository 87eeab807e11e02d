"""Agents over standard input and output: the SDK's own client starts `phasebook mcp`."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

from mcp import Client, StdioServerParameters

from service.api import schema
from service.indexing.states import Action
from service.knowledge_base import KnowledgeBase
from tests.copies import copied

START = "from service.cli import main; main()"
NOTE = "An MI325X draws 1000 W.\n"
QUESTION = "How much memory does the H200 have?"


def environment(folder: Path) -> dict[str, str]:
    """Nothing set, and a home of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PHASEBOOK_")}
    return kept | {name: str(folder) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME")}


def test_an_agent_starts_it_and_asks(small_index: Path, tmp_path: Path) -> None:
    """A whole conversation; the process ends with it, and what it added is there."""
    folder = tmp_path / "index"
    copied(small_index, folder)
    command = StdioServerParameters(
        command=sys.executable,
        args=["-c", START, "mcp", "--index", str(folder)],
        env=environment(tmp_path),
    )

    async def conversation() -> tuple[schema.Answer, str]:
        async with Client(command) as client:
            tools = await client.list_tools()
            assert {"ask", "sparql"} <= {tool.name for tool in tools.tools}
            asked = await client.call_tool("ask", {"question": QUESTION})
            wrong = await client.call_tool("concept", {"name": "nonesuch"})
            assert wrong.is_error
            added = await client.call_tool("add_document", {"id": "note", "text": NOTE})
            assert schema.Written.model_validate(added.structured_content).status is Action.ADDED
            assert client.server_info
            return schema.Answer.model_validate(asked.structured_content), client.server_info.name

    answer, name = asyncio.run(conversation())
    assert name == "phasebook"
    assert "141 GB" in answer.answer
    with KnowledgeBase.open(folder) as kb:
        assert kb.document("note").text == NOTE


def test_nothing_but_the_protocol_is_printed(tmp_path: Path) -> None:
    """It answers before any index is open; an index that is not there is told to who asks."""
    call = {"name": "search", "arguments": {"query": "memory"}}
    hello = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "0"},
    }
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call},
    ]
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", START, "mcp", "--index", str(tmp_path / "none")],
        env=environment(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write("".join(json.dumps(message) + "\n" for message in messages))
        process.stdin.flush()
        replies = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.stdin.close()
        rest, errors = process.stdout.read(), process.stderr.read()
    assert replies[0]["result"]["serverInfo"]["name"] == "phasebook"
    assert replies[1]["result"]["isError"]
    assert "phasebook build" in replies[1]["result"]["content"][0]["text"]
    assert (process.returncode, rest) == (0, "")
    assert "Traceback" not in errors
