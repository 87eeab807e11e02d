"""Which sentences are no part of what an article says: disclaimers, calls to action, navigation.

Cues of the genre, not of one page: a text counts as boilerplate where they hold in half of its sentences.
"""

import re

_CUES = (
    # disclaimers
    r"\bdisclaimers?\b",
    r"\bnot\b[^.]{0,40}\b(?:financial|investment|legal|medical|tax|professional) advice\b",
    r"\b(?:informational|educational|illustrative)\b[^.]{0,40}\bpurposes\b",
    r"\b(?:consult|seek)\b[^.]{0,40}\b(?:professional|advis[eo]r|lawyer|attorney)s?\b",
    r"\b(?:not|no|never|without)\b[^.]{0,40}\bguarantee[ds]?\b",
    r"\bguarantees? (?:no|nothing)\b",
    r"\bnot an? (?:broker|financial|registered|licensed|investment)\b",
    r"\b(?:risk|affiliate|full|legal) disclosure\b",
    r"\bpast performance\b",
    r"\b(?:no|without any?) warrant(?:y|ies)\b",
    r"\borganized under\b[^.]{0,40}\blaws?\b",
    r"\baffiliate (?:links?|commissions?)\b",
    # legal lines
    r"\ball rights reserved\b|©|\(c\) (?:19|20)\d\d|\bcopyright (?:19|20)\d\d",
    r"\b(?:terms (?:of (?:service|use)|and conditions|& conditions)|privacy policy|cookie (?:policy|settings|notice))\b",
    r"\b(?:accept|uses?|use of|manage|our) (?:all )?cookies\b",
    r"\bregistered trademarks?\b",
    # calls to action
    r"\b(?:subscribe|unsubscribe)\b|\bnewsletter\b|\bsign[ -]?up\b|\bsign in\b|\blog[ -]?in\b",
    r"\b(?:contact|follow|join|call|email|e-mail|message|reach(?: out to)?|talk to|speak (?:to|with)|chat with) (?:us|our)\b",
    r"\b(?:explore|discover|see|try|check out|browse|visit|download|get|read|view|shop|start) our\b",
    r"\b(?:book|schedule|request|arrange|get) (?:a|your|an?) (?:free )?(?:demo|call|meeting|consultation|quote|trial|tour)\b",
    r"\b(?:free|no-obligation) (?:trial|quote|consultation|demo)\b|\bno (?:obligation|pressure|commitment)\b",
    r"\bget started\b(?: (?:today|now|for free))?\s*[.!→»]?$|\bclick here\b|\blearn more\s*[.!→»]?$|\bread (?:more|next)\b[^.]{0,10}$",
    r"\b(?:want|ready|looking) to [^.?]{3,80}\?\s*$|^want [^.?]{3,80}\?\s*$",
    r"\b(?:contact|buy|order|apply|register|act|shop) (?:today|now)\b",
    r"\bhelps (?:its |our )?customers\b",
    # navigation
    r"^(?:skip to (?:main )?content|back to top|table of contents|home|menu|search|share(?: this)?(?: (?:article|post|page))?)\s*$",
    r"^(?:related (?:articles|posts|reading)|you (?:may|might) also like|about the author|leave a (?:comment|reply)|recommended for you)\b",
    r"^\d+ min(?:ute)?s? read\b|^(?:previous|next) (?:article|post)\b|^share on\b|^tags?:|^posted (?:on|by|in)\b",
)
_CUE = re.compile("|".join(f"(?:{cue})" for cue in _CUES), re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_ANSWER_WORD = re.compile(r"(?:yes|no)\W*", re.IGNORECASE)


def is_boilerplate(text: str) -> bool:
    """Whether at least half of the sentences of a text are boilerplate.

    >>> is_boilerplate("This is not investment advice."), is_boilerplate("Chips need power.")
    (True, False)
    """
    sentences = [found.group().strip() for found in _SENTENCE.finditer(text)]
    telling = [s for s in sentences if len(s) > 1 and not _ANSWER_WORD.fullmatch(s)]
    marked = sum(_CUE.search(sentence) is not None for sentence in telling)
    return 2 * marked >= len(telling) and marked > 0
