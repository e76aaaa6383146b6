"""What a scenario is made of, for the editor. `stream.py` reads it as a story, and fills it.

Names of fields are those of `story.py`. Whatever can be named wrongly is chosen from a list that
the panel gives (templates/scenarios/panel.html), and kept as it is when it is not in the list.
"""

from typing import Any

from django import forms
from wagtail import blocks

from scenarios.story import AT_ONCE, DEBRIEF

ENDINGS = [
    ("best", "Best: the child is safe, and it was done well"),
    ("acceptable", "Acceptable: it came right, with something lost on the way"),
    ("unsafe", "Unsafe: it leads to what happened, and to another go"),
]
RATINGS = [("good", "Good"), ("fair", "Fair"), ("poor", "Poor")]
SHOWN = [(AT_ONCE, "At once, above the next passage"), (DEBRIEF, "Only at the end")]
FORCES = [
    ("must", "Law: must"),
    ("should", "Guidance: should"),
    ("advice", "National advice"),
    ("local", "Local advice"),
    ("practice", "A report of what some schools do"),
    ("own", "Our own rule"),
]
LENGTH = 200  # of a passage's name


class NameBlock(blocks.CharBlock):
    """A name that is chosen from a list on the page, or typed. `listed` is the list's id."""

    def __init__(self, listed: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.field.widget = forms.TextInput(attrs={"list": listed, "autocomplete": "off"})


class CitationBlock(blocks.StructBlock):
    """Where a statement comes from."""

    cite = NameBlock(
        "source-names", max_length=200, label="Source", help_text="Choose it from the sources list."
    )
    where = blocks.CharBlock(
        max_length=200, required=False, help_text="The part or paragraph, such as “Part one”."
    )
    force = blocks.ChoiceBlock(
        choices=FORCES, default="should", help_text="If you are not sure, it is not “must”."
    )
    note = blocks.CharBlock(
        max_length=400, required=False, help_text="What it says, in your own words."
    )

    class Meta:
        icon = "doc-full"
        label_format = "{cite}, {where}"


def citations() -> blocks.ListBlock:
    return blocks.ListBlock(
        CitationBlock(), default=[], collapsed=True, label="Where this comes from"
    )


def flags(**options: Any) -> blocks.ListBlock:
    return blocks.ListBlock(blocks.CharBlock(max_length=60), default=[], **options)


class ChoiceBlock(blocks.StructBlock):
    """One way on."""

    words = blocks.TextBlock(
        rows=2, help_text="What the reader does or says. Any of them should be tempting."
    )
    target = NameBlock("passage-names", max_length=LENGTH, label="Leads to")
    feedback = blocks.TextBlock(
        required=False,
        rows=3,
        help_text="What followed, kindly: a consequence and never a mark. Every choice needs it.",
    )
    rating = blocks.ChoiceBlock(choices=RATINGS, required=False)
    shown = blocks.ChoiceBlock(choices=SHOWN, default=AT_ONCE, label="Feedback is read")
    red_line = blocks.CharBlock(
        max_length=100,
        required=False,
        help_text="Only for what is never done, in a few words: “Promising secrecy”.",
    )
    repair = blocks.BooleanBlock(required=False, label="This puts a red line right")
    citations = citations()
    sets = flags(label="Remember that", help_text="A word for what was done, such as “wrote”.")
    needs = flags(label="Only for those who", help_text="A word that an earlier choice remembers.")
    uses = blocks.IntegerBlock(
        required=False,
        min_value=1,
        label="How often at most",
        help_text="For a choice that leads round in a circle.",
    )

    class Meta:
        icon = "arrow-right"
        label_format = "{words}"
        form_layout = blocks.BlockGroup(
            children=["words", "target", "feedback", "rating", "red_line", "repair", "citations"],
            settings=["shown", "sets", "needs", "uses"],
        )


class PassageBlock(blocks.StructBlock):
    """A page of the story: it offers choices, or it is an ending."""

    name = blocks.CharBlock(
        max_length=LENGTH,
        help_text="A name of its own. Choices lead to it by this name; readers do not see it.",
    )
    text = blocks.TextBlock(
        rows=8,
        help_text="An empty line begins a paragraph; > at the start of a line is somebody "
        "speaking. {dsl}, {deputies}, {head} and {school} become your own people.",
    )
    choices = blocks.ListBlock(
        ChoiceBlock(),
        default=[],
        collapsed=True,
        help_text="Two to four. None where the story ends here.",
    )
    ending = blocks.ChoiceBlock(choices=ENDINGS, required=False, label="If the story ends here")
    explanation = blocks.TextBlock(
        required=False, rows=4, label="Why it ended so", help_text="For an ending."
    )
    citations = citations()

    class Meta:
        icon = "doc-empty-inverse"
        label = "Passage"
        label_format = "{name}"
        form_layout = blocks.BlockGroup(
            children=[
                "name",
                "text",
                "choices",
                blocks.BlockGroup(
                    ["ending", "explanation", "citations"],
                    heading="If the story ends here",
                    classname="collapsed",
                ),
            ]
        )
