"""What the sentence before singles out is what the next one is told of."""

import pytest

from tests.kg.extract.reading_of import claims_of


def scopes_of(text: str, subject: str) -> set[str]:
    """What limits the claims about one subject."""
    return {s for c in claims_of(text) if c.subject.label == subject for s in c.scope}


def test_what_follows_from_a_products_peculiarity_is_of_that_product() -> None:
    """Elsewhere weights are not read from SRAM, and bandwidth is the limit."""
    text = (
        "The WSE-3 has 44 GB of SRAM instead of HBM and draws 23 kW. As the weights are read "
        "from SRAM, token generation is limited by compute."
    )
    assert "of/Cerebras WSE-3" in scopes_of(text, "decode")


@pytest.mark.parametrize(
    "text",
    [
        "The WSE-3 has 44 GB of SRAM. Decoding is limited by memory bandwidth.",
        "The H100 has HBM. Decoding reads the weights from HBM.",
        "Some chips have SRAM instead of HBM. Decoding reads the weights from SRAM.",
        "The WSE-3 has SRAM instead of HBM. Decoding is limited by memory bandwidth.",
        "The WSE-3 has SRAM instead of HBM. On the H100, decoding reads weights from HBM.",
    ],
)
def test_what_takes_nothing_up_is_general(text: str) -> None:
    """No product, nothing that it has instead of another, or nothing of that named again."""
    assert not [s for s in scopes_of(text, "decode") if s.startswith("of/")]


def test_a_size_of_weights_is_of_the_model_named_before() -> None:
    """The nearest sentence that gives a model's size tells whose weights they are."""
    text = "A 70B model takes 140 GB in FP16. In INT4 the weights are about 38 GB."
    assert "class/70B" in scopes_of(text, "weights") | scopes_of(text, "parameters")


def test_a_size_of_nobodys_weights_is_not_told() -> None:
    """So many gigabytes are the weights of one model, and it is not known of which."""
    found = [c for c in claims_of("In INT4 the weights take 38 GB.") if c.predicate == "memoryUse"]
    assert found == []
