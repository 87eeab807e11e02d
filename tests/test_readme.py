"""The README tells the truth: its examples print what it shows, its tour is complete."""

import re
from pathlib import Path

import pytest
import typer.main

from service.cli import app
from service.settings import Settings
from tests.readme import (
    README,
    ROOT,
    Session,
    blocks,
    examples,
    matches,
    packaged_files,
    toured,
)

TEXT = README.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "block", blocks(TEXT), ids=lambda block: examples(block)[-1].command.partition("\n")[0]
)
def test_a_console_block_prints_what_it_shows(
    block: str, packaged_index: Path, tmp_path: Path
) -> None:
    """Refresh it with `python -m tests.refresh_readme` where an answer has become better."""
    with Session(tmp_path, packaged_index) as session:
        for example in examples(block):
            printed = session.run(example.command)
            assert matches(example.output, printed), f"$ {example.command} prints\n" + "\n".join(
                printed
            )


def test_every_kind_of_use_has_an_example() -> None:
    """An answer, a refusal, the graph, JSON, own documents and HTTP are all executed."""
    commands = [example.command for block in blocks(TEXT) for example in examples(block)]
    for beginning in (
        "phasebook ask",
        "phasebook show",
        "phasebook compare",
        "phasebook build",
        "phasebook serve",
        "curl",
    ):
        assert any(command.startswith(beginning) for command in commands), beginning
    assert any("--json" in command for command in commands)
    assert "Nearest passages" in TEXT  # printed below refusals alone, but for --explain


def test_every_command_is_documented() -> None:
    """What `phasebook --help` lists, the README tells of."""
    group = typer.main.get_group(app)
    assert group.commands
    assert [name for name in group.commands if f"phasebook {name}" not in TEXT] == []


def test_every_setting_is_documented() -> None:
    """What `phasebook config` lists, the README tells of."""
    assert [name for name in Settings.model_fields if f"`{name}`" not in TEXT] == []


def test_every_make_target_exists() -> None:
    """What the README tells to make can be made."""
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make (\w+)", TEXT, re.MULTILINE))
    assert {"ask", "test"} <= named <= targets


def test_every_linked_file_exists() -> None:
    """No link within the repository leads nowhere."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_tour_leads_to_files_that_exist() -> None:
    """Each name or pattern of the tour finds something in the folder it stands under."""
    tour = list(toured(TEXT))
    assert tour
    assert [stop for stop in tour if not any((ROOT / stop[0]).glob(stop[1]))] == []


def test_the_tour_is_complete() -> None:
    """Every file of the four packages has its line; refresh_readme adds the missing."""
    found = {
        path.relative_to(ROOT)
        for folder, pattern in toured(TEXT)
        for path in (ROOT / folder).glob(pattern)
    }
    assert [str(path) for path in packaged_files() if path not in found] == []
