"""What a policy is made of, for the editor. The names are kept in editions: see cms/blocks.py."""

from wagtail import blocks

from cms.prose import prose


class SectionBlock(blocks.StructBlock):
    """One section; its id stays the same from edition to edition."""

    title = blocks.CharBlock(max_length=120, help_text="What it is about, in the reader’s words.")
    body = prose(
        "h3",
        help_text="Write {dsl}, {deputies}, {head}, {office} or {school}, and each school’s own "
        "names stand there.",
    )

    class Meta:
        icon = "doc-full"
        label = "Section"
        label_format = "{title}"


class AnswerBlock(blocks.StructBlock):
    """One answer to choose."""

    text = blocks.CharBlock(max_length=300, label="Answer")
    right = blocks.BooleanBlock(required=False, label="This is right")

    class Meta:
        label_format = "{text}"


class QuestionBlock(blocks.StructBlock):
    """One question, answered before signing."""

    text = blocks.TextBlock(
        label="Question", help_text="A moment at work, then: what does the policy say?"
    )
    answers = blocks.ListBlock(
        AnswerBlock(),
        min_num=2,
        max_num=4,
        label="Answers",
        help_text="Two to four; one of them is right. Readers see them in this order.",
    )
    because = blocks.CharBlock(
        max_length=300,
        required=False,
        label="The reason",
        help_text="For whoever chose another answer: kind, and with the section to look at again.",
    )

    class Meta:
        icon = "help"
        label = "Question"
        label_format = "{text}"
