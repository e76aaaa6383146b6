"""What texts are made of, for every room.

The names of blocks and of their fields are in the editions that people have signed: they are
added to, never renamed or removed (tests/cms/test_blocks.py holds the list).
"""

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.file_blocks import DownloadBlock, PictureBlock, SoundBlock, VideoBlock
from cms.link_blocks import PolicyBlock, ScenarioBlock, SiteBlock
from cms.prose import prose

WORDS, SEEN_AND_HEARD, TO_DO, LEADS_ON = "Words", "To see and hear", "To do", "Leads on"
FORCES = [
    ("must", "Law: must"),
    ("should", "Guidance: should"),
    ("advice", "National advice"),
    ("local", "Local advice"),
    ("practice", "A report of practice"),
    ("contract", "Condition of cover"),
    ("own", "Our own rule"),
]


class KeyBlock(blocks.StructBlock):
    """The one sentence to take away."""

    body = blocks.CharBlock(
        max_length=200,
        label="The sentence",
        help_text="One sentence to take away, without “remember that”.",
    )

    class Meta:
        icon = "pick"
        label = "Key point"
        description = "The one sentence to take away, large"
        template = "cms/blocks/key.html"
        group = WORDS


class CaseBlock(blocks.StructBlock):
    """A short story of people at work."""

    title = blocks.CharBlock(max_length=120, help_text="Such as “Tuesday, and the DSL is out”.")
    body = prose(
        label="The story",
        help_text="Invented people only, never a real child or family. Say how it went on, and "
        "show somebody doing it well.",
    )

    class Meta:
        icon = "user"
        label = "Case"
        description = "A short story of people at work, on its own sheet"
        template = "cms/blocks/case.html"
        group = WORDS


class SayBlock(blocks.StructBlock):
    """Somebody speaking."""

    body = blocks.CharBlock(max_length=400, label="Their words", help_text="In quotation marks.")
    who = blocks.CharBlock(
        max_length=80,
        required=False,
        label="Who says it",
        help_text="If the text does not say so.",
    )

    class Meta:
        icon = "openquote"
        label = "Somebody speaking"
        description = "Words that somebody says, set apart"
        template = "cms/blocks/say.html"
        group = WORDS


class ReflectionBlock(blocks.StructBlock):
    """A question to think about, and a place to write for oneself alone."""

    prompt = blocks.CharBlock(
        max_length=300,
        label="The question",
        help_text="A question without a right answer. Readers may write something that nobody "
        "else ever sees. Never ask about a child whom they know.",
    )

    class Meta:
        icon = "edit"
        label = "A moment to think"
        description = "A question, and a place to write that is private to the reader"
        group = TO_DO


class ChecklistBlock(blocks.StructBlock):
    """Things to have done or to know."""

    title = blocks.CharBlock(max_length=120, help_text="Such as “Before you work with children”.")
    items = blocks.ListBlock(
        blocks.CharBlock(max_length=300),
        min_num=1,
        label="Things",
        help_text="One thing each, as “I have ...”.",
    )

    class Meta:
        icon = "list-ul"
        label = "Checklist"
        description = "Things to have done, one a line"
        template = "cms/blocks/checklist.html"
        group = TO_DO


def table() -> TypedTableBlock:
    """Rows and columns of plain text; the first column names the rows."""
    cell = blocks.TextBlock(required=False, label="Text")
    return TypedTableBlock(
        [("text", cell)],
        label="Table",
        icon="table",
        group=SEEN_AND_HEARD,
        description="Short words in rows and columns",
        help_text="Say in the caption what it compares. The first column names each row. Two or "
        "three columns fit a phone.",
        template="cms/blocks/table.html",
    )


class ReadingBlocks(blocks.StreamBlock):
    """The body of a lesson or a section.

    {dsl}, {deputies}, {head}, {office} and {school} in any text are filled for each school.
    """

    text = prose("h2", label="Text", description="Paragraphs, lists and headings", group=WORDS)
    key = KeyBlock()
    case = CaseBlock()
    say = SayBlock()
    picture = PictureBlock(group=SEEN_AND_HEARD)
    sound = SoundBlock(group=SEEN_AND_HEARD)
    video = VideoBlock(group=SEEN_AND_HEARD)
    table = table()
    reflection = ReflectionBlock()
    checklist = ChecklistBlock()
    policy = PolicyBlock(group=LEADS_ON)
    scenario = ScenarioBlock(group=LEADS_ON)
    download = DownloadBlock(group=LEADS_ON)
    site = SiteBlock(group=LEADS_ON)

    class Meta:
        template = "cms/blocks/reading.html"


class SourceBlock(blocks.StructBlock):
    """Where something comes from, and who wants it."""

    cite = blocks.CharBlock(max_length=200, label="The document’s title")
    where = blocks.CharBlock(
        max_length=200,
        required=False,
        label="Which part",
        help_text="The part or paragraph, such as “Part one”.",
    )
    force = blocks.ChoiceBlock(
        choices=FORCES, label="Who wants it", help_text="If you are not sure, it is not “must”."
    )
    note = blocks.CharBlock(
        max_length=400,
        required=False,
        label="What it says",
        help_text="In a sentence, if that helps.",
    )

    class Meta:
        icon = "doc-full"
        label = "Source"
