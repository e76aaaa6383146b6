"""What a policy is made of, for the editor. The names are kept in editions: see cms/blocks.py."""

from wagtail import blocks

from cms.blocks import prose


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
