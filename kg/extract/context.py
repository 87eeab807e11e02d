"""What surrounds the words of a block and limits or completes what they say."""

from dataclasses import dataclass, replace

from kg.claim import Concept


@dataclass(frozen=True, slots=True)
class Context:
    """What a block's labels, headings and earlier sentences contribute.

    Attributes:
        topic: What the words are about where they do not name it themselves.
        phase: Concept id of the phase of the nearest heading, key or column that names one.
        previous: Subjects of the sentence before.
        predicate: The property that a key or header names.
        time: The date that a label gives.
        defined: Whether sentences without a subject are about the topic, as in a glossary.
        stage: The stage that the paragraph has turned to ("There is also a fine-tuning stage").
        seen: The makers and products last named, of which "the company" may be one.
        begun: Whether a sentence of the same block stands before.
        owner: The one product that the headings above name.
        lead: The words that a paragraph opens with to name the technique that it is about.
        phases: The two phases that the headings set against each other.
        sheet: The product, or the firm, whose data sheet, price list or report the document is.
        section: The nearest heading, or the key, where it names a technique: of what stands below
            it, what every product has is told of that.
        titled: Whether the phase is only that of the document's title.
        occasion: The nearest heading, where a number or date tells which case it is about.
        asked: Whether it answers a question, so that "we" is whoever was asked.
        speaker: Who "we" are: the firm of whoever speaks, else they themselves.
        held: What the subject of the sentence before was limited to, as "it" is.
    """

    topic: Concept | None = None
    phase: str | None = None
    previous: tuple[Concept, ...] = ()
    predicate: str | None = None
    time: str | None = None
    stage: Concept | None = None
    defined: bool = False
    seen: tuple[Concept, ...] = ()
    begun: bool = False
    owner: Concept | None = None
    lead: str = ""
    phases: tuple[Concept, ...] = ()
    sheet: Concept | None = None
    section: str = ""
    titled: bool = False
    occasion: str = ""
    asked: bool = False
    held: tuple[str, ...] = ()
    speaker: Concept | None = None

    def after(self, subjects: tuple[Concept, ...]) -> "Context":
        """The context of the next sentence."""
        return replace(self, previous=subjects, begun=True)
