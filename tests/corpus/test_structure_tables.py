"""Tables of every style, those without borders among them, become labelled cells."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.document import Kind
from corpus.structure import read_blocks
from tests.corpus.shapes import labelled, markdown, needs_seeds, plain, said, seed

TABLES = {
    "accelerators": [
        ["GPU", "Memory", "Bandwidth", "Price"],
        ["H100 SXM", "80 GB", "3.35 TB/s", "$30,000"],
        ["A100", "80 GB", "2.0 TB/s", "$10,000"],
        ["MI300X", "192 GB", "5.3 TB/s", "$15,000"],
        ["Gaudi 3", "128 GB", "3.7 TB/s", "$15,650"],
        ["L40S", "48 GB", "864 GB/s", "$7,500"],
    ],
    "long names": [
        ["GPU Model", "Memory Capacity", "Memory Bandwidth", "TDP"],
        ["NVIDIA H200", "141 GB HBM3e", "4.8 TB/s", "700 W"],
        ["NVIDIA B200", "192 GB HBM3e", "8 TB/s", "1,000 W"],
        ["AMD MI325X", "256 GB HBM3e", "6 TB/s", "1,000 W"],
        ["Google TPU v5p", "95 GB HBM", "2.77 TB/s", "N/A"],
    ],
    "stages": [
        ["Phase", "Duration", "Cost", "Hardware"],
        ["Pre-training", "Weeks to months", "$10M-$100M", "Thousands of GPUs"],
        ["Fine-tuning", "Hours to days", "$100-$10,000", "One to eight GPUs"],
        ["RLHF", "Days", "$1M+", "Dozens of GPUs"],
        ["Inference", "Milliseconds", "Fractions of a cent", "A single GPU or less"],
    ],
    "clauses": [
        ["Stage", "What happens", "Data needed"],
        ["Pre-training", "The model reads raw text", "Trillions of tokens"],
        ["Fine-tuning", "The model is adapted to a task", "Thousands of examples"],
        ["RLHF", "People rank the answers", "Tens of thousands of rankings"],
        ["Deployment", "The model answers users", "None"],
    ],
    "prices": [
        ["Model", "Input price", "Output price", "Context window"],
        ["GPT-4o", "$2.50", "$10.00", "128K tokens"],
        ["Claude Sonnet", "$3.00", "$15.00", "200K tokens"],
        ["Gemini Flash", "$0.075", "$0.30", "1M tokens"],
        ["Llama 3 70B", "$0.60", "$0.80", "8K tokens"],
    ],
    "two sides": [
        ["Characteristic", "AI Training", "AI Inference"],
        ["Compute intensity", "Very high", "Low to moderate"],
        ["Latency sensitivity", "Low", "High"],
        ["Duration", "Days to months", "Milliseconds"],
        ["Typical hardware", "GPU clusters", "Single GPUs, CPUs, edge chips"],
        ["Scaling driver", "Model size", "User traffic"],
    ],
    "hosting": [
        ["Factor", "Cloud", "On-premises"],
        ["Upfront cost", "None", "High capital expense"],
        ["Scaling", "Elastic, minutes", "Limited by hardware"],
        ["Best for", "Bursty workloads", "Steady, predictable load"],
        ["Data control", "Shared responsibility", "Full control"],
    ],
    "passes": [
        ["Feature", "Training", "Inference"],
        ["Direction", "Forward and backward pass", "Forward pass only"],
        ["Weights", "Updated", "Frozen"],
        ["Batch size", "Large", "Small or one"],
        ["Failure cost", "Restart from checkpoint", "One failed request"],
    ],
    "techniques": [
        ["Technique", "Memory saving", "Accuracy loss", "Effort"],
        ["Quantization", "2-4x", "Small", "Low"],
        ["Pruning", "Up to 50%", "Moderate", "Medium"],
        ["Distillation", "5-10x", "Moderate", "High"],
        ["Speculative decoding", "None", "None", "Medium"],
    ],
    "milestones": [
        ["Year", "Event", "Compute (FLOP)"],
        ["2012", "AlexNet", "4.7e17"],
        ["2017", "Transformer", "7.4e18"],
        ["2020", "GPT-3", "3.1e23"],
        ["2023", "GPT-4", "2.1e25"],
    ],
    "one word a cell": [
        ["Company", "Product", "Focus"],
        ["NVIDIA", "H100", "Training"],
        ["AMD", "MI300X", "Inference"],
        ["Google", "TPU", "Both"],
        ["Groq", "LPU", "Inference"],
    ],
    "formats": [
        ["Precision", "Bits", "Typical use"],
        ["FP32", "32", "Reference training"],
        ["BF16", "16", "Mixed-precision training"],
        ["FP8", "8", "Training and inference on Hopper"],
        ["INT4", "4", "Compressed inference on edge devices"],
    ],
    "two columns": [
        ["Metric", "Value"],
        ["Peak power", "700 W"],
        ["Memory", "80 GB"],
        ["Launch year", "2022"],
        ["Price", "About $30,000"],
    ],
}
# Glued cells show where they end by a change of letter case, a sign or a bracket; a number glued to
# a name ("A100" + "80 GB") does not.
GLUED = ("stages", "clauses", "two sides", "hosting", "passes")

NO_TABLES = {
    "keys and values": "High Memory Bandwidth\nNeed to move large amounts of data quickly\n"
    "Massive Parallel Processing\nProcess many samples at once",
    "titles": "Machine Learning\nDeep Learning\nNeural Networks\nLarge Language Models",
    "even titles": "Large Memory Capacity\nHigh Precision Compute\nLow Latency Design",
    "figures": "Training Cost (One-time)\n$2M\nInference Cost (Annual)\n$18M",
    "statements": "Frontier models train at major labs\nClusters run without a pause\n"
    "A rough cost of training (estimate)\nPeak power of a full-scale cluster",
    "prose": "The Cost\nTraining is paid once. Inference is paid daily.\nBoth need GPUs. Many do.",
}


def cells(table: list[list[str]]) -> list[tuple[str, ...]]:
    """What the cells of a table are labelled with, then what they say."""
    header, *rows = table
    return [
        (row[0], name, cell) for row in rows for name, cell in zip(header[1:], row[1:], strict=True)
    ]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("gap", [" ", "\t", "   ", " | "])
def test_cells_are_found_whatever_parts_them(name: str, gap: str) -> None:
    """Pipes, tabs, wide gaps, or a mere space."""
    lines = "\n".join(gap.join(row) for row in TABLES[name])
    document = plain(f"Some heading\n\nWords before the table.\n\n{lines}\n\nWords after it.")
    assert labelled(document, Kind.CELL) == cells(TABLES[name])


@pytest.mark.parametrize("name", GLUED)
def test_cells_are_found_where_nothing_parts_them(name: str) -> None:
    """And what follows directly is no row."""
    lines = "\n".join("".join(row) for row in TABLES[name])
    document = plain(f"Some heading\n\nWords before.\n\n{lines}\nNext steps\n\nWords after it.")
    assert labelled(document, Kind.CELL) == cells(TABLES[name])
    assert "Next steps" in said(document, Kind.HEADING)


@pytest.mark.parametrize("name", TABLES)
def test_markdown_tables_are_read(name: str) -> None:
    """With the pipes at both ends, and a rule below the header."""
    header, *rows = TABLES[name]
    lines = [header, ["---"] * len(header), *rows]
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    assert labelled(markdown(f"Words before.\n\n{text}\n"), Kind.CELL) == cells(TABLES[name])
    assert labelled(plain(f"Words before.\n\n{text}\n"), Kind.CELL) == cells(TABLES[name])


@pytest.mark.parametrize("name", NO_TABLES)
def test_neighbouring_lines_are_no_table(name: str) -> None:
    """Where nothing shows a border in all of them."""
    assert said(plain(f"Words before.\n\n{NO_TABLES[name]}\n\nWords after."), Kind.CELL) == []


def test_a_header_may_lack_the_name_of_the_row_labels() -> None:
    """An empty corner: the header has one name fewer than the rows have cells."""
    rows = [
        ["", "Training", "Inference"],
        ["Goal", "Learn from data", "Apply what was learned"],
        ["Speed", "Days or weeks", "Milliseconds per request"],
        ["Cost", "Large, paid once", "Small, paid forever"],
    ]
    text = "\n".join(" ".join(row).strip() for row in rows)
    assert labelled(plain(text), Kind.CELL) == cells(rows)


def test_what_heads_rows_or_is_parted_by_them_names_their_cells() -> None:
    """A row of one bold cell heads those below it; what a dash marks is part of the row above."""
    source = """| | X1 | X2 |
| --- | --- | --- |
| **Memory** | | |
| Capacity | 8 GB | 9 GB |
| Spending | 119 | |
| - training | 71 | |
| of which leased | 7 | |
"""
    assert labelled(markdown(source), Kind.CELL) == [
        ("**Memory**",),
        ("Capacity", "**Memory**", "X1", "8 GB"),
        ("Capacity", "**Memory**", "X2", "9 GB"),
        ("Spending", "**Memory**", "X1", "119"),
        ("training", "Spending", "X1", "71"),
        ("of which leased", "Spending", "X1", "7"),
    ]


def test_a_product_name_of_the_prose_is_not_cut() -> None:
    """Capitals inside a word that the text uses elsewhere are no border."""
    rows = [["Task", "Tool", "Maker"], ["Chat", "Talks to ChatGPT", "OpenAI"]]
    rows += [["Serving", "Runs with TensorRT", "Big vendor"], ["Search", "Uses links", "A startup"]]
    table = "\n".join("".join(row) for row in rows)
    prose = (
        "People talk to ChatGPT by OpenAI, which others run with TensorRT on their own machines."
    )
    assert labelled(plain(f"{prose}\n\n{table}"), Kind.CELL) == cells(rows)


def test_empty_cells_give_no_blocks() -> None:
    """A row label that is missing is the one above; a lone label is a cell."""
    rows = ["| Phase | Cost | Note |", "|---|---|---|", "| Training | high | |"]
    text = "\n".join([*rows, "| | low | later |", "| Last | | |"])
    assert labelled(markdown(text), Kind.CELL) == [
        ("Training", "Cost", "high"),
        ("Training", "Cost", "low"),
        ("Training", "Note", "later"),
        ("Phase", "Last"),
    ]


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["Networking", "13 cents"], ["Buildings", "24 cents"]], False),
        ([["Racks", "$4", "$5"], ["Chips", "$44", "$51"], ["Land", "$9", "$8"]], False),
        ([["Item", "2024", "2025"], ["Racks", "$4", "$5"]], True),
        ([["Batch", "1", "64"], ["Latency", "12 ms", "40 ms"]], True),
        ([["Score", "7B", "70B"], ["Recall", "41 %", "63 %"]], True),
        ([["", "$4", "$5"], ["Racks", "$14", "$15"]], True),
    ],
)
def test_a_first_row_of_amounts_is_a_row(rows: list[list[str]], *, header: bool) -> None:
    """Where amounts of the same kind stand below it; years, counts and sizes may name columns."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    ruled = [lines[0], "|---" * len(rows[0]) + "|", *lines[1:]]
    found = labelled(markdown("\n".join(ruled)), Kind.CELL)
    if header:
        assert found == cells(rows)
    else:
        assert found == [(row[0], cell) for row in rows for cell in row[1:]]


def test_a_cell_is_understood_by_its_row() -> None:
    """The row is what must be quoted."""
    document = plain("\n".join(" ".join(row) for row in TABLES["passes"]))
    wholes = {block.whole.of(document.text) for block in read_blocks(document)}
    assert wholes == {" ".join(row) for row in TABLES["passes"][1:]}


_NAMES = ["Cost", "Speed", "Power", "Memory", "Latency", "Accuracy", "Price", "Reach", "Effort"]
_OPENINGS = ["Very", "Rather", "Large", "Small", "Rare", "Steady"]
_REST = ["low", "high", "runs", "daily", "shared", "mostly", "idle", "batches"]
_name = st.sampled_from(_NAMES)
_cell = st.builds(
    lambda first, rest: " ".join([first, *rest]),
    st.sampled_from(_OPENINGS),
    st.lists(st.sampled_from(_REST), min_size=1, max_size=4),
)


@given(
    st.lists(_name, min_size=3, max_size=6, unique=True).flatmap(
        lambda header: st.tuples(
            st.just(header),
            st.lists(
                st.tuples(_name, *[_cell for _ in header[1:]]).map(list),
                min_size=3,  # two long rows of the same few words may be cut in several ways
                max_size=6,
            ),
        )
    )
)
@example(  # lines as long as each other: a paragraph that was broken at a width looks like this
    (
        ["Accuracy", "Reach", "Effort", "Latency", "Memory", "Power"],
        [
            ["Effort", "Very low", "Very low", "Small low", "Very low", "Very low"],
            ["Power", "Small low", "Very low", "Very low", "Small low", "Very low"],
            ["Cost", "Very low", "Very low", "Very low", "Small low", "Very low"],
        ],
    )
)
def test_sentence_case_cells_are_always_told_apart(
    table: tuple[list[str], list[list[str]]],
) -> None:
    """Any number of rows and columns, with spaces between the cells or with nothing."""
    header, rows = table
    for gap in (" ", ""):
        text = "\n".join(gap.join(row) for row in [header, *rows])
        assert labelled(plain(text), Kind.CELL) == cells([header, *rows])


@needs_seeds
def test_the_source_without_spaces_between_cells() -> None:
    """Five rows of two, with the column headers."""
    found = labelled(seed(2), Kind.CELL)
    assert len(found) == 10
    assert {row[1] for row in found} == {"Training", "Inference"}
    assert [row[0] for row in found[::2]] == [
        "Goal",
        "How often",
        "GPU pattern",
        "Main pressure",
        "Parameters",
    ]
    assert ("Main pressure", "Inference", "Scale and responsiveness") in found


@needs_seeds
def test_the_source_with_spaces_between_cells() -> None:
    """Eight rows of two, with the column headers."""
    found = labelled(seed(3), Kind.CELL)
    assert len(found) == 16
    assert {row[1] for row in found} == {"Training", "Inference"}
    assert [row[0] for row in found[::2]] == [
        "Primary Goal",
        "Hardware Optimization",
        "Batch Size",
        "Cost Structure",
        "Energy Consumption",
        "Precision Requirements",
        "Memory Usage",
        "Scalability Focus",
    ]
    assert ("Batch Size", "Training", "Large batches (32-512+ samples)") in found
    assert ("Cost Structure", "Inference", "Ongoing operational costs, scales with usage") in found
