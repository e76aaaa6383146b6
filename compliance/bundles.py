"""Requirements that usually go together, to adopt in one go and to change afterwards. Data only.

Who must do what by which rule is from docs/domain-facts.md a.1 to a.3, with its force. There is no
national rule of three years: that refresher is local, its cadence is for the school to set, and
nothing here calls it by any grander name. Drafts of guidance are left out until they are in force.
"""

from dataclasses import dataclass, field
from typing import Any

from people.roles import STAFF
from register.models import Item

KCSIE = "Keeping children safe in education"
CHECK = "2025 edition; check the one in force"
WITH_CHILDREN = (
    "teacher", "teaching_assistant", "early_years", "midday_supervisor", "supply", "senco",
    "headteacher", "dsl", "deputy_dsl",
)  # fmt: skip
ALL_STAFF = tuple(sorted(STAFF))
LEADERS = ("dsl", "deputy_dsl", "headteacher", "governor")

ROUND = {"renewal": "yearly", "due_day": "09-30", "window_days": 92}  # August counts for September
ONCE = {"renewal": "once", "window_days": 14}


def every(months: int, window_days: int = 60) -> dict[str, Any]:
    """Renewed so many months after it was done."""
    return {"renewal": "months", "months": months, "window_days": window_days}


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleRule:
    """A requirement as a bundle offers it. `kind` where its item has no page of its own."""

    slug: str
    title: str
    roles: tuple[str, ...]
    first_due_days: int
    when: dict[str, Any]
    force: str
    source: str
    source_edition: str = ""
    item: str = ""
    kind: str = ""
    why: str = ""
    covered_by: tuple[str, ...] = ()
    note: str = ""  # said beside it, before it is adopted
    for_all: bool = True  # chosen unless the lead takes it out
    sets_months: bool = False  # the school sets how often

    def told(self) -> dict[str, Any]:
        """What `draft_requirement` takes, less the school and the first day."""
        return {
            "slug": self.slug,
            "title": self.title,
            "item": self.item or self.slug,
            "roles": self.roles,
            "first_due_days": self.first_due_days,
            **self.when,
            "covered_by": self.covered_by,
            "force": self.force,
            "source": self.source,
            "source_edition": self.source_edition or None,
        }


@dataclass(frozen=True, slots=True)
class Bundle:
    """Rules for one audience."""

    slug: str
    title: str
    about: str
    rules: tuple[BundleRule, ...] = field(default=())


BUNDLES: dict[str, Bundle] = {
    bundle.slug: bundle
    for bundle in (
        Bundle(
            "all-staff",
            "All staff",
            "Everyone who works at the school, teaching or not: the guidance leaves no job out.",
            (
                BundleRule(
                    slug="induction",
                    title="Induction: keeping children safe here",
                    roles=ALL_STAFF,
                    first_due_days=0,
                    when=ONCE,
                    force="should",
                    source=f"{KCSIE}, Part two",
                    source_edition=CHECK,
                ),
                BundleRule(
                    slug="kcsie-part-one",
                    title=f"{KCSIE}, Part one",
                    kind=Item.Kind.DOCUMENT,
                    why="National guidance says that everyone who works with children reads it.",
                    roles=ALL_STAFF,
                    first_due_days=7,
                    when=ONCE,
                    force="should",
                    source=f"{KCSIE}, opening pages",
                    source_edition=CHECK,
                    note="The guidance says “read”, not “read every year”. When you publish a new "
                    "edition as “must do again”, everyone is asked again.",
                ),
                BundleRule(
                    slug="annual-update",
                    title="Safeguarding update",
                    kind=Item.Kind.SESSION,
                    why="What has changed this year, at a staff meeting or by bulletin.",
                    roles=ALL_STAFF,
                    first_due_days=42,
                    when=ROUND,
                    covered_by=("induction", "lead-training"),
                    force="should",
                    source=f"{KCSIE}, Part two: updates at least annually",
                    source_edition=CHECK,
                ),
                BundleRule(
                    slug="safeguarding-refresher",
                    title="Safeguarding refresher",
                    kind=Item.Kind.SESSION,
                    why="So that what you know is what we do now.",
                    roles=ALL_STAFF,
                    first_due_days=42,
                    when=every(36),
                    covered_by=("induction", "lead-training"),
                    force="local",
                    source="The local safeguarding partners’ advice for school staff",
                    note="There is no national number of years. Ask your safeguarding partners "
                    "what they advise, and set it here.",
                    sets_months=True,
                ),
                BundleRule(
                    slug="child-protection",
                    title="Child protection policy",
                    roles=ALL_STAFF,
                    first_due_days=0,
                    when=ROUND,
                    force="own",
                    source="The school’s child protection policy, reviewed each year",
                    note="National guidance says that it is explained and given at induction. "
                    "Signing it each September is the school’s own rule.",
                ),
                BundleRule(
                    slug="code-of-conduct",
                    title="Staff code of conduct",
                    roles=ALL_STAFF,
                    first_due_days=7,
                    when=ROUND,
                    force="own",
                    source="Staff code of conduct",
                ),
                BundleRule(
                    slug="behaviour",
                    title="Behaviour policy",
                    roles=ALL_STAFF,
                    first_due_days=14,
                    when=ONCE,
                    force="should",
                    source=f"{KCSIE}, Part two: explained at induction",
                    source_edition=CHECK,
                ),
                BundleRule(
                    slug="safer-working-practice",
                    title="Guidance for safer working practice",
                    kind=Item.Kind.DOCUMENT,
                    why="How to work so that children and you are safe.",
                    roles=ALL_STAFF,
                    first_due_days=28,
                    when=ONCE,
                    force="local",
                    source="Safer Recruitment Consortium; recommended by many councils",
                    for_all=False,
                ),
            ),
        ),
        Bundle(
            "teachers",
            "Teachers, and staff who work directly with children",
            "On top of what all staff do.",
            (
                BundleRule(
                    slug="kcsie-annex-b",
                    title=f"{KCSIE}, Annex B",
                    kind=Item.Kind.DOCUMENT,
                    why="More about particular harms, for those who work directly with children.",
                    roles=WITH_CHILDREN,
                    first_due_days=28,
                    when=ONCE,
                    force="should",
                    source=f"{KCSIE}, introduction to Annex B",
                    source_edition="2022 edition; the letter of the annex may change",
                ),
                BundleRule(
                    slug="fgm-duty",
                    title="Female genital mutilation: your own duty to report",
                    kind=Item.Kind.SESSION,
                    why="Teachers report a case that they know of to the police themselves.",
                    roles=("teacher", "supply", "senco", "headteacher"),
                    first_due_days=28,
                    when=ONCE,
                    force="must",
                    source="Female Genital Mutilation Act 2003, section 5B",
                    source_edition="in force since 31 October 2015",
                    note="The law asks teachers to report. That it is taught at induction is how "
                    "schools make sure of it.",
                ),
            ),
        ),
        Bundle(
            "early-years",
            "Early years",
            "Nursery and Reception staff: the one two-yearly renewal of safeguarding training for "
            "a whole group that is law.",
            (
                BundleRule(
                    slug="early-years-safeguarding",
                    title="Early-years safeguarding training",
                    kind=Item.Kind.OUTSIDE,
                    why="What the early-years framework asks of nursery and Reception staff.",
                    roles=("early_years",),
                    first_due_days=28,
                    when=every(24),
                    force="must",
                    source="Early years foundation stage framework, Annex C",
                    source_edition="from 1 September 2025",
                    note="An ordinary refresher does not cover it unless its content is Annex C’s.",
                ),
                BundleRule(
                    slug="paediatric-first-aid",
                    title="Paediatric first aid",
                    kind=Item.Kind.OUTSIDE,
                    why="Your certificate lasts three years.",
                    roles=("early_years",),
                    first_due_days=90,
                    when=every(36, 90),
                    force="must",
                    source="Early years foundation stage framework, paediatric first aid",
                    source_edition="from 1 September 2025",
                    note="The law asks for at least one person with the full certificate on site "
                    "and on outings. Choose this if all of your early-years staff are to hold it.",
                    for_all=False,
                ),
            ),
        ),
        Bundle(
            "leads",
            "Safeguarding lead, deputies and headteacher",
            "Deputies are trained to the same standard as the lead.",
            (
                BundleRule(
                    slug="lead-training",
                    title="Training for safeguarding leads",
                    kind=Item.Kind.OUTSIDE,
                    why="The training that the role asks for.",
                    roles=("dsl", "deputy_dsl"),
                    first_due_days=0,
                    when=every(24, 90),
                    force="should",
                    source=f"{KCSIE}, Annex C",
                    source_edition=CHECK,
                ),
                BundleRule(
                    slug="lead-update",
                    title="What is new for safeguarding leads",
                    kind=Item.Kind.SESSION,
                    why="Bulletins, reading, or meeting other leads: at least once a year.",
                    roles=("dsl", "deputy_dsl"),
                    first_due_days=90,
                    when=ROUND,
                    covered_by=("lead-training",),
                    force="should",
                    source=f"{KCSIE}, Annex C",
                    source_edition=CHECK,
                ),
                BundleRule(
                    slug="prevent",
                    title="Prevent awareness",
                    kind=Item.Kind.OUTSIDE,
                    why="What the duty to prevent people being drawn into terrorism asks.",
                    roles=("dsl", "deputy_dsl"),
                    first_due_days=90,
                    when=every(24, 90),
                    force="local",
                    source="Council or trust; the guidance names no number of years",
                    note="That the lead is trained is national guidance. How often is not, so set "
                    "what your council advises.",
                    sets_months=True,
                ),
                BundleRule(
                    slug="kcsie-whole",
                    title=f"{KCSIE}, the whole document",
                    kind=Item.Kind.DOCUMENT,
                    why="Leaders and governors read all of it.",
                    roles=LEADERS,
                    first_due_days=28,
                    when=ONCE,
                    force="should",
                    source=f"{KCSIE}, who should read what",
                    source_edition="2022 edition; check the one in force",
                ),
            ),
        ),
        Bundle(
            "governors",
            "Governors and trustees",
            "Enough to ask good questions of the school.",
            (
                BundleRule(
                    slug="governor-training",
                    title="Safeguarding training for governors",
                    kind=Item.Kind.OUTSIDE,
                    why="Safeguarding and child protection, online safety included.",
                    roles=("governor",),
                    first_due_days=90,
                    when=ONCE,
                    force="should",
                    source=f"{KCSIE}, the governing body’s part",
                    source_edition="2022 edition; check the one in force",
                ),
                BundleRule(
                    slug="governor-update",
                    title="Safeguarding update for governors",
                    kind=Item.Kind.SESSION,
                    why="What governors learnt at the start, kept up to date.",
                    roles=("governor",),
                    first_due_days=365,
                    when=every(24, 90),
                    covered_by=("governor-training",),
                    force="own",
                    source="The governing body’s own decision",
                    note="The guidance says “regularly updated” and gives no number of years.",
                    sets_months=True,
                ),
                BundleRule(
                    slug="child-protection-governors",
                    title="Child protection policy, for governors",
                    item="child-protection",
                    roles=("governor",),
                    first_due_days=28,
                    when=ROUND,
                    force="own",
                    source="The school’s child protection policy, reviewed each year",
                ),
            ),
        ),
        Bundle(
            "volunteers",
            "Volunteers",
            "What is in proportion to what they do. Decide by risk, and say so in your policy.",
            (
                BundleRule(
                    slug="safeguarding-for-volunteers",
                    title="Safeguarding for volunteers and visitors",
                    roles=("volunteer",),
                    first_due_days=0,
                    when=ROUND,
                    force="should",
                    source=f"{KCSIE}, Part two: temporary staff and volunteers",
                    source_edition="2021 edition; check the one in force",
                    note="Two sides and the card that says who to tell, read and signed at the "
                    "desk. The guidance asks for what is in proportion; signing it each September "
                    "is the school’s own rule.",
                ),
                BundleRule(
                    slug="child-protection-volunteers",
                    title="Child protection policy, for volunteers",
                    item="child-protection",
                    roles=("volunteer",),
                    first_due_days=0,
                    when=ROUND,
                    force="own",
                    source="The school’s child protection policy, reviewed each year",
                    note="The whole policy, for volunteers whose part makes it right.",
                    for_all=False,
                ),
                BundleRule(
                    slug="code-of-conduct-volunteers",
                    title="Code of conduct, for volunteers",
                    item="code-of-conduct",
                    roles=("volunteer",),
                    first_due_days=0,
                    when=ROUND,
                    force="own",
                    source="Staff code of conduct",
                    note="The two sides hold the short of it.",
                    for_all=False,
                ),
                BundleRule(
                    slug="volunteer-induction",
                    title="Induction for volunteers",
                    item="induction",
                    roles=("volunteer",),
                    first_due_days=42,
                    when=ONCE,
                    force="local",
                    source="The local safeguarding partners’ advice for volunteers",
                    for_all=False,
                ),
            ),
        ),
        Bundle(
            "first-aiders",
            "First aiders",
            "A certificate of first aid at work lasts three years.",
            (
                BundleRule(
                    slug="first-aid-at-work",
                    title="First aid at work",
                    kind=Item.Kind.OUTSIDE,
                    why="Your certificate lasts three years.",
                    roles=("first_aider",),
                    first_due_days=0,
                    when=every(36, 90),
                    force="must",
                    source="Health and Safety (First-Aid) Regulations 1981",
                    note="The law asks for enough trained first aiders; three years is how long "
                    "their certificate lasts.",
                ),
            ),
        ),
        Bundle(
            "recruitment-panel",
            "Recruitment panels",
            "Trained before the first panel. Nothing says that it runs out, so the school reviews "
            "it.",
            (
                BundleRule(
                    slug="safer-recruitment",
                    title="Safer recruitment training",
                    kind=Item.Kind.OUTSIDE,
                    why="At least one person on every panel has done it.",
                    roles=("recruitment_panel",),
                    first_due_days=0,
                    when=ONCE,
                    force="must",
                    source="School Staffing (England) Regulations 2009, regulation 9",
                    note="Law in maintained schools, for at least one of the panel. In an academy "
                    "it is guidance: change it after adopting it.",
                ),
                BundleRule(
                    slug="safer-recruitment-review",
                    title="Safer recruitment: review after three years",
                    item="safer-recruitment",
                    roles=("recruitment_panel",),
                    first_due_days=1095,
                    when=every(36, 90),
                    force="own",
                    source="Good practice is a review after two or three years",
                    note="A reminder to review. The training itself does not run out.",
                    sets_months=True,
                ),
            ),
        ),
        Bundle(
            "designated-teacher",
            "Designated teacher",
            "For looked-after and previously looked-after children.",
            (
                BundleRule(
                    slug="designated-teacher-training",
                    title="Training for the designated teacher",
                    kind=Item.Kind.OUTSIDE,
                    why="The training that the role asks for.",
                    roles=("designated_teacher",),
                    first_due_days=90,
                    when=ONCE,
                    force="must",
                    source="Children and Young Persons Act 2008, section 20(2)",
                ),
                BundleRule(
                    slug="designated-teacher-update",
                    title="Virtual School days for the designated teacher",
                    kind=Item.Kind.OUTSIDE,
                    why="Two days a year is what one school asks; your Virtual School may advise "
                    "otherwise.",
                    roles=("designated_teacher",),
                    first_due_days=365,
                    when=every(12),
                    force="local",
                    source="The Virtual School’s advice",
                    sets_months=True,
                ),
            ),
        ),
        Bundle(
            "contractors",
            "Contractors and agency staff",
            "Their employer confirms the training, and the school keeps the confirmation.",
            (
                BundleRule(
                    slug="employer-confirmation",
                    title="Employer’s confirmation of safeguarding training",
                    kind=Item.Kind.OUTSIDE,
                    why="Your employer tells us in writing that you have been trained.",
                    roles=("contractor",),
                    first_due_days=0,
                    when=every(12),
                    force="local",
                    source="Councils’ and inspectors’ advice: show that contractors are trained",
                    note="Bring it in under “Training from before”, with the letter as evidence.",
                    sets_months=True,
                ),
                BundleRule(
                    slug="site-briefing",
                    title="Site briefing: who to tell, and how",
                    kind=Item.Kind.CONVERSATION,
                    why="Who the safeguarding leads are, and what to do with a worry.",
                    roles=("contractor", "supply"),
                    first_due_days=0,
                    when=ONCE,
                    force="should",
                    source=f"{KCSIE}, Part two: temporary staff",
                    source_edition="2021 edition; check the one in force",
                ),
                BundleRule(
                    slug="agency-confirmation",
                    title="Agency’s confirmation of checks and training",
                    kind=Item.Kind.OUTSIDE,
                    why="Your agency tells us in writing what has been checked and taught.",
                    roles=("supply",),
                    first_due_days=0,
                    when=ONCE,
                    force="local",
                    source="Councils’ advice for supply staff",
                ),
            ),
        ),
        Bundle(
            "attachment-and-trauma",
            "Attachment-aware and trauma-informed",
            "For the whole school, teaching or not. There is no national rule: this is local "
            "practice.",
            (
                BundleRule(
                    slug="attachment-aware",
                    title="Attachment-aware practice",
                    roles=ALL_STAFF,
                    first_due_days=90,
                    when=ROUND,
                    force="local",
                    source="One school’s policy for children with a social worker",
                    source_edition="2023",
                ),
                BundleRule(
                    slug="trauma-informed",
                    title="Trauma-informed practice",
                    roles=ALL_STAFF,
                    first_due_days=90,
                    when=ROUND,
                    force="local",
                    source="One school’s policy for children with a social worker",
                    source_edition="2023",
                ),
            ),
        ),
        Bundle(
            "cyber",
            "Cyber security, as cover asks",
            "Only where the school is in the government’s Risk Protection Arrangement or has "
            "cover with the same condition.",
            (
                BundleRule(
                    slug="cyber-security",
                    title="Cyber-security training",
                    kind=Item.Kind.OUTSIDE,
                    why="The school’s cover asks it of everyone with access to its computers. Keep "
                    "the certificate.",
                    roles=(*ALL_STAFF, "governor"),
                    first_due_days=28,
                    when=every(12),
                    force="contract",
                    source="Risk Protection Arrangement, cyber cover",
                    source_edition="check this year’s membership rules",
                ),
            ),
        ),
    )
}
