"""What a module is made of, for the editor. The names are kept in editions: see cms/blocks.py."""

from typing import Any

from wagtail import blocks

from cms.blocks import ReadingBlocks, SourceBlock
from courses.marking import MOST_OPTIONS

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
    minutes = blocks.IntegerBlock(
        min_value=1,
        max_value=60,
        help_text="How long a calm reader takes: about 200 words a minute. Keep lessons under 8.",
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


class QuestionBlock(blocks.StructBlock):
    """One question of the quiz."""

    text = blocks.TextBlock(
        label="Question",
        help_text="A moment at work, then what to do. With several right answers, end with "
        "“Choose all that apply.”",
    )
    kind = blocks.ChoiceBlock(choices=KINDS, default="one")
    must = blocks.BooleanBlock(
        required=False,
        label="Everyone must get this right",
        help_text="For what keeps a child safe. Without it nobody passes, whatever their mark.",
    )
    options = blocks.ListBlock(
        OptionBlock(),
        max_num=MOST_OPTIONS,
        label="Answers",
        help_text="At least two. Readers see them in this order.",
    )
    explanation = blocks.TextBlock(
        required=False,
        label="The reason",
        help_text="Shown when the question is right, and for all questions once passed.",
    )

    class Meta:
        icon = "help"
        label = "Question"
        label_format = "{text}"


def show_content(raw: list[dict[str, Any]]) -> str:
    """A lesson's stream, as stored in an edition, as HTML."""
    block = LESSON.child_blocks["content"]
    return block.render(block.to_python(raw))


LESSON = LessonBlock()
