"""The style page writes out the parts that take lists; here it is held to what the parts say."""

import re

import pytest
from django import forms
from django.template.loader import get_template


class Arrival(forms.Form):
    """A form with each kind of field."""

    full_name = forms.CharField(
        label="Your full name",
        help_text="As it should stand on your certificate.",
        error_messages={"required": "Type your full name."},
    )
    phone = forms.CharField(label="A telephone number", required=False)
    check = forms.ChoiceField(
        label="It is 4 pm, and you have heard nothing. What does the policy say?",
        widget=forms.RadioSelect,
        choices=[
            ("a", "Leave it. She will be dealing with it."),
            ("b", "Ask her by the end of tomorrow."),
        ],
        error_messages={"required": "Choose one of the two answers."},
    )
    read = forms.BooleanField(label="I have read the whole policy", required=False)


def arrival() -> Arrival:
    return Arrival({"full_name": "", "phone": "01632 960110"})


MONTHS = [
    ("December 2025", 88, 40, 60.4),
    ("February 2026", 91, 91, 50.8),
    ("April 2026", 93, 142, 44.4),
    ("June 2026", 95, 193, 38),
    ("August 2026", 96, 244, 34.8),
    ("September 2026", 71, 270, 114.8),
    ("November 2026", 94, 320, 41.2),
]
SAMPLES = {
    "errors": {"form": arrival()},
    "fields": {"form": arrival()},
    "lessons": {
        "noun": "Lesson",
        "place": 3,
        "total": 4,
        "done": 2.4,
        "lessons": [
            {"title": "Who is who here", "url": "#l1", "state": "done"},
            {"title": "What safeguarding is, and is not", "url": "#l2", "state": "done"},
            {"title": "When a child tells you something", "url": "#l3", "state": "here"},
            {"title": "Your conversation, and what comes next", "url": "", "state": "ahead"},
        ],
    },
    "source": {
        "heading_level": 3,
        "sources": [
            {
                "note": "Act at once, and speak to the lead or a deputy.",
                "cite": "Keeping children safe in education",
                "where": "Part one",
                "force": "should",
            },
            {
                "cite": "Larkfield’s child protection policy, edition 7",
                "where": "section 4",
                "force": "own",
            },
        ],
        "checked": "Checked by Ruth Otterby on Tuesday 1 September 2026. "
        "To be looked at again by Wednesday 1 September 2027.",
    },
    "decision": {
        "csrf_token": "NOTPROVIDED",
        "question": "What do you do?",
        "options": [
            {"value": "a", "words": "Call the two boys over, with Jory, and have it out now."},
            {
                "value": "b",
                "words": "Stay near, thank the girl, and write down what you saw and heard.",
                "checked": True,
            },
            {"value": "c", "words": "Keep an eye on it. He says that he likes it."},
        ],
        "hint": "You can come back and choose again. Nobody else sees what you choose.",
        "leave_url": "#leave",
    },
    "summary": {
        "rows": [
            {"label": "You", "value": "Bethan Ashwhistle, teacher, Year 2", "url": "#you"},
            {"label": "On", "value": "Wednesday 25 November 2026"},
        ]
    },
    "timeline": {
        "facts": [
            {"when": "Tuesday 1 September 2026", "words": "a new edition was published."},
            {"when": "Thursday 1 October 2026", "words": "late from this day."},
        ]
    },
    "line_picture": {
        "heading": "In date, over a year",
        "sentence": "In date over twelve months: from 88 in 100 in December 2025 to 94 in 100 in "
        "November 2026, with a dip to 71 in September 2026, when a new edition came out.",
        "caption": "Of every 100 things asked of staff, how many were in date.",
        "unit": "In date",
        "points": [
            {"label": label, "value": value, "x": x, "y": y} for label, value, x, y in MONTHS
        ],
        "lines": [{"y": 150, "label": 60}, {"y": 86, "label": 80}, {"y": 22, "label": 100}],
        "remarks": [{"x": 261, "y": 121, "words": "71, new edition"}],
    },
    "latelist": {
        "people": [
            {
                "name": "Imran Wintermoss",
                "url": "#imran",
                "title": "Part one",
                "status": "overdue",
                "words": "Late since 1 October 2026",
            },
            {
                "name": "Mei Hollowbank",
                "url": "#mei",
                "title": "Early-years safeguarding",
                "status": "lapsed",
                "words": "Late since 9 November 2026",
            },
        ]
    },
    "bar_picture": {
        "caption": "In date of every 100 things asked, by school, worst first",
        "of": "School",
        "unit": "In date, of every 100 asked",
        "bars": [
            {"label": "Cobblewick Infant School", "value": 78, "share": 78, "url": "#cobblewick"},
            {"label": "Marlpit Junior School", "value": 81, "share": 81, "url": "#marlpit"},
            {"label": "Harebell Rise Primary School", "value": 100, "share": 100, "url": "#rise"},
        ],
    },
}


def squeezed(html: str) -> str:
    """The same markup on one line, so that layout of the source does not matter."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", re.sub(r"\s+", " ", html)).strip()


@pytest.mark.parametrize("part", SAMPLES)
def test_the_style_page_shows_each_part_as_the_part_writes_it(part):
    source = get_template("cms/style.html").template.source
    shown = re.search(rf"<!-- {part} -->(.*?)<!-- /{part} -->", source, re.DOTALL)
    assert shown, f"{part} is not on the style page"
    written = get_template(f"cms/parts/{part}.html").render(SAMPLES[part])
    assert squeezed(shown[1]) == squeezed(written)
