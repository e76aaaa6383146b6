"""What the demo school asks of its people (design/domain-facts.md a.1 to a.3, with their force)."""

from typing import Any

from people.roles import STAFF

_STAFF = sorted(STAFF)
_KCSIE = "Keeping children safe in education"
_CHECK = "2025 edition; check the one in force"

# INSET sessions and outside training, which have no page of their own: title, why.
SESSIONS = {
    "safeguarding-refresher": (
        "Safeguarding refresher",
        "So that what you know is what we do now. Ruth Otterby runs it as a session.",
    ),
    "annual-update": (
        "Safeguarding update",
        "What has changed this year, at a staff meeting or by bulletin.",
    ),
    "lead-training": ("Training for safeguarding leads", "The training that the role asks for."),
    "early-years-safeguarding": (
        "Early-years safeguarding",
        "What the early-years framework asks of nursery and Reception staff.",
    ),
    "first-aid-at-work": ("First aid at work", "Your certificate lasts three years."),
}

_ROUND = {"renewal": "yearly", "due_day": "09-30", "window_days": 92}

RULES: list[dict[str, Any]] = [
    {
        "slug": "induction",
        "title": "Induction: keeping children safe here",
        "item": "induction",
        "roles": _STAFF,
        "first_due_days": 0,
        "renewal": "once",
        "window_days": 14,
        "force": "should",
        "source": f"{_KCSIE}, Part two",
        "source_edition": _CHECK,
    },
    {
        "slug": "child-protection",
        "title": "Child protection policy",
        "item": "child-protection",
        "roles": [*_STAFF, "governor"],
        "first_due_days": 0,
        **_ROUND,
        "force": "own",
        "source": "The school’s child protection policy",
    },
    {
        "slug": "safeguarding-for-volunteers",
        "title": "Safeguarding for volunteers and visitors",
        "item": "safeguarding-for-volunteers",
        "roles": ["volunteer"],
        "first_due_days": 0,
        **_ROUND,
        "force": "should",
        "source": f"{_KCSIE}, Part two: temporary staff and volunteers",
        "source_edition": "2021 edition; check the one in force",
    },
    {
        "slug": "kcsie-part-one",
        "title": "Keeping children safe in education, Part one",
        "item": "kcsie-part-one",
        "roles": _STAFF,
        "first_due_days": 7,
        "renewal": "once",
        "window_days": 14,
        "force": "should",
        "source": f"{_KCSIE}, opening pages",
        "source_edition": _CHECK,
    },
    {
        "slug": "code-of-conduct",
        "title": "Staff code of conduct",
        "item": "code-of-conduct",
        "roles": [*_STAFF, "volunteer"],
        "first_due_days": 7,
        **_ROUND,
        "force": "own",
        "source": "Staff code of conduct",
    },
    {
        "slug": "behaviour",
        "title": "Behaviour, with its safeguarding addendum",
        "item": "behaviour",
        "roles": _STAFF,
        "first_due_days": 14,
        **_ROUND,
        "force": "own",
        "source": "The school’s behaviour policy",
    },
    {
        "slug": "the-edge-of-the-game",
        "title": "The edge of the game",
        "item": "the-edge-of-the-game",
        "roles": ["teacher", "teaching_assistant", "midday_supervisor", "early_years"],
        "first_due_days": 7,
        "renewal": "once",
        "window_days": 14,
        "force": "own",
        "source": "The school’s training plan",
    },
    *(
        {
            "slug": slug,
            "title": title,
            "item": slug,
            "roles": _STAFF,
            "first_due_days": 150,
            "renewal": "months",
            "months": 12,
            "window_days": 30,
            "force": "local",
            "source": "The school’s policy for children with a social worker",
        }
        for slug, title in (
            ("attachment-aware", "Attachment-aware practice"),
            ("trauma-informed", "Trauma-informed practice"),
        )
    ),
    {
        "slug": "annual-update",
        "title": "Safeguarding update",
        "item": "annual-update",
        "roles": _STAFF,
        "first_due_days": 42,
        "renewal": "months",
        "months": 12,
        "window_days": 42,
        "covered_by": ["induction", "lead-training"],
        "force": "should",
        "source": f"{_KCSIE}, Part one",
        "source_edition": _CHECK,
    },
    {
        "slug": "safeguarding-refresher",
        "title": "Safeguarding refresher",
        "item": "safeguarding-refresher",
        "roles": _STAFF,
        "first_due_days": 42,
        "renewal": "months",
        "months": 36,
        "window_days": 60,
        "covered_by": ["induction", "lead-training"],
        "force": "local",
        "source": "The local safeguarding partnership’s advice for school staff",
    },
    {
        "slug": "lead-training",
        "title": "Training for safeguarding leads",
        "item": "lead-training",
        "roles": ["dsl", "deputy_dsl"],
        "first_due_days": 0,
        "renewal": "months",
        "months": 24,
        "window_days": 90,
        "force": "should",
        "source": f"{_KCSIE}, Annex C",
        "source_edition": _CHECK,
    },
    {
        "slug": "early-years-safeguarding",
        "title": "Early-years safeguarding",
        "item": "early-years-safeguarding",
        "roles": ["early_years"],
        "first_due_days": 28,
        "renewal": "months",
        "months": 24,
        "window_days": 60,
        "force": "must",
        "source": "Early years foundation stage framework, Annex C",
        "source_edition": "from 1 September 2025",
    },
    {
        "slug": "first-aid-at-work",
        "title": "First aid at work",
        "item": "first-aid-at-work",
        "roles": ["first_aider"],
        "first_due_days": 0,
        "renewal": "months",
        "months": 36,
        "window_days": 90,
        "force": "must",
        "source": "Health and Safety (First-Aid) Regulations 1981",
    },
]
