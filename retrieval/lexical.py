"""A question in, the words by which passages are found out."""

import re
import unicodedata

WORD = re.compile(r"\w+")

# Words that say how something is asked, not what; each would match nearly every passage.
FUNCTION_WORDS = """
a an the this that these those such some any each every all both either neither no not nor only
own same other another few many much more most less least very too also just even still yet so
i me my mine we us our ours you your yours he him his she her hers it its they them their theirs
myself yourself himself herself itself ourselves themselves one ones
am is are was were be been being do does did doing done have has had having
can could may might must shall should will would ought
and or but if then else than as because while until although though unless whether since
of at by for with without within about against between into onto through during before after
above below to from up down in out on off over under again further upon per via among across
what which who whom whose when where why how there here s t d ll m re ve don didn doesn isn aren
wasn weren hasn haven hadn won wouldn couldn shouldn
please tell explain say says said give know mean means get gets got let
"""
STOP_WORDS = frozenset(FUNCTION_WORDS.split())


def words(text: str) -> list[str]:
    """The words of a text, case folded.

    >>> words("GPT-4's cost: $100")
    ['gpt', '4', 's', 'cost', '100']
    """
    return WORD.findall(fold(text))


def fold(text: str) -> str:
    """Text without case and accents, as the full-text index sees it.

    >>> fold("Żubr")
    'zubr'
    """
    folded = text.casefold()
    if folded.isascii():
        return folded
    parts = unicodedata.normalize("NFKD", folded)
    return "".join(c for c in parts if not unicodedata.combining(c))


def content_words(text: str) -> list[str]:
    """Its words that are about something, in order, each once; all of them if none is.

    >>> content_words("What does the H100 cost, and why does the H100 cost it?")
    ['h100', 'cost']
    >>> content_words("What is it?")
    ['what', 'is', 'it']
    """
    found = list(dict.fromkeys(words(text)))
    return [word for word in found if word not in STOP_WORDS] or found
