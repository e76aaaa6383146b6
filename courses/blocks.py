"""What a module is made of, for the editor. The names are kept in editions: see cms/blocks.py."""

from typing import Any

from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.blocks import ReadingBlocks, SourceBlock
from courses.faults import MOST_OPTIONS
from courses.marking import MOST_LETTERS

KINDS = [
    ("one", "One answer is right"),
    ("several", "Several answers may be right: choose all that apply"),
    ("true_false", "True or false"),
]


class LessonBlock(blocks.StructBlock):
    """One sitting: something to read, and where it comes from."""

    title = blocks.CharBlock(
        max_length=120, help_text="What it is about, in the reader’s words: “A child tells you”."
    )
    lead = blocks.CharBlock(
        max_length=300, required=False, help_text="One sentence: what the reader takes from it."
    )
    content_note = blocks.CharBlock(
        max_length=500,
        required=False,
        help_text="Only if this lesson is harder than the rest: what it holds, honestly.",
    )
    content = ReadingBlocks(
        help_text="Press + to add text, a key point or a case. Write {dsl}, {deputies}, {head}, "
        "{office} or {school}, and each school’s own names stand there."
    )
    sources = blocks.ListBlock(SourceBlock(), default=[], label="Where this comes from")
    minutes = blocks.IntegerBlock(
        required=False,
        min_value=1,
        max_value=60,
        help_text="Leave it empty, and it is reckoned: 200 words a minute, what sound and video "
        "play, a minute for each moment to think. Under 8 is kind.",
    )

    class Meta:
        icon = "doc-full"
        label = "Lesson"
        label_format = "{title}"


class OptionBlock(blocks.StructBlock):
    """One answer to choose."""

    text = blocks.CharBlock(max_length=300, label="Answer")
    right = blocks.BooleanBlock(required=False, label="This is right")
    feedback = blocks.TextBlock(
        required=False,
        help_text="For whoever chooses it: kind, and with the reason. Wrong answers say why "
        "somebody might choose them.",
    )

    class Meta:
        label_format = "{text}"


class AskedBlock(blocks.StructBlock):
    """What every kind of question has; the answers differ."""

    text = blocks.TextBlock(label="Question", help_text="A moment at work, then what to do.")
    must = blocks.BooleanBlock(
        required=False,
        label="Everyone must get this right",
        help_text="For what keeps a child safe. Without it nobody passes, whatever their mark.",
    )

    class Meta:
        label_format = "{text}"


def _answers(block: blocks.Block, help_text: str, label: str = "Answers") -> blocks.ListBlock:
    return blocks.ListBlock(block, max_num=MOST_OPTIONS, label=label, help_text=help_text)


def _otherwise() -> blocks.TextBlock:
    return blocks.TextBlock(
        required=False,
        label="Said when it is not right",
        help_text="Kind, and with a way to see it, without giving the answer.",
    )


def _reason() -> blocks.TextBlock:
    return blocks.TextBlock(
        required=False,
        label="The reason",
        help_text="Shown when the question is right, and for all questions once passed.",
    )


class QuestionBlock(AskedBlock):
    """A question with answers to choose from."""

    text = blocks.TextBlock(
        label="Question",
        help_text="A moment at work, then what to do. With several right answers, end with "
        "“Choose all that apply.”",
    )
    kind = blocks.ChoiceBlock(choices=KINDS, default="one")
    options = _answers(OptionBlock(), "At least two.")
    explanation = _reason()

    class Meta:
        icon = "help"
        label = "Question with answers to choose from"


class StepBlock(blocks.StructBlock):
    """One step of an order."""

    text = blocks.CharBlock(max_length=200, label="Step")

    class Meta:
        label_format = "{text}"


class OrderBlock(AskedBlock):
    """Steps that have one right order. Readers meet them mixed."""

    options = _answers(
        StepBlock(),
        "In the right order, with no doubt about any two. Readers see them mixed.",
        "Steps",
    )
    otherwise = _otherwise()
    explanation = _reason()

    class Meta:
        icon = "list-ol"
        label = "Steps to put in order"


class PairBlock(blocks.StructBlock):
    """Two things that belong together."""

    text = blocks.CharBlock(max_length=200, label="This")
    partner = blocks.CharBlock(max_length=120, label="belongs to")
    feedback = blocks.TextBlock(required=False, help_text="For whoever matches it otherwise.")

    class Meta:
        label_format = "{text}"


class MatchBlock(AskedBlock):
    """Pairs to match. What belongs to each is chosen from one list, in alphabetical order."""

    options = _answers(
        PairBlock(), "Two may belong to the same. What can be chosen is listed by itself.", "Pairs"
    )
    explanation = _reason()

    class Meta:
        icon = "link"
        label = "Pairs to match"


class TypedBlock(blocks.StructBlock):
    """An answer that somebody may type."""

    text = blocks.CharBlock(max_length=MOST_LETTERS, label="Answer")
    right = blocks.BooleanBlock(required=False, default=True, label="This is right")
    feedback = blocks.TextBlock(required=False, help_text="For whoever types it.")

    class Meta:
        label_format = "{text}"


class ShortBlock(AskedBlock):
    """A few words to type. Case, accents, punctuation and spaces do not count."""

    options = _answers(
        TypedBlock(),
        "Every spelling that is right (DSL; designated safeguarding lead), and wrong ones that you "
        "expect, if you have something to say to them. Capitals and full stops do not matter.",
    )
    otherwise = _otherwise()
    explanation = _reason()

    class Meta:
        icon = "edit"
        label = "A few words to type"


class DrawBlock(blocks.StructBlock):
    """Questions of a bank, drawn by lot for each try."""

    bank = SnippetChooserBlock("courses.QuestionBank")
    take = blocks.IntegerBlock(
        required=False,
        min_value=1,
        label="How many",
        help_text="Drawn by lot, for everyone anew. Left empty: all. Those that everyone must get "
        "right are always among them.",
    )

    class Meta:
        icon = "snippet"
        label = "Questions from a bank"


ASKED = [
    ("question", QuestionBlock()),
    ("order", OrderBlock()),
    ("match", MatchBlock()),
    ("short", ShortBlock()),
]


def questions_kept(stream: blocks.StreamValue) -> list[dict[str, Any]]:
    """The questions as an edition keeps them: those of banks as they are now. A query a bank."""
    kept = stream.get_prep_value()
    for raw, child in zip(kept, stream, strict=True):
        if child.block_type == "bank":
            bank = child.value["bank"]
            raw["value"] = {
                "bank": bank.title if bank else "",
                "take": child.value["take"],
                "questions": bank.questions.get_prep_value() if bank else [],
            }
    return kept
