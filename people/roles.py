"""The roles a post may have, in the field's words (design/domain-facts.md a.3)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """A role: `other_words` are what spreadsheets call it, compared in lower case."""

    slug: str
    words: str
    plural: str
    other_words: tuple[str, ...] = ()


ROLES: dict[str, Role] = {
    role.slug: role
    for role in (
        Role("headteacher", "headteacher", "headteachers", ("head", "principal")),
        Role(
            "dsl",
            "designated safeguarding lead",
            "designated safeguarding leads",
            ("dsl",),
        ),
        Role(
            "deputy_dsl", "deputy safeguarding lead", "deputy safeguarding leads", ("deputy dsl",)
        ),
        Role("teacher", "teacher", "teachers"),
        Role(
            "teaching_assistant",
            "teaching assistant",
            "teaching assistants",
            ("ta", "tas", "learning mentor"),
        ),
        Role("early_years", "early years practitioner", "early years staff", ("early years",)),
        Role(
            "midday_supervisor",
            "midday supervisor",
            "midday supervisors",
            ("lunchtime supervisor",),
        ),
        Role("premises", "site staff", "site staff", ("premises", "caretaker", "site manager")),
        Role("office", "office staff", "office staff", ("office", "administrator")),
        Role("catering", "catering staff", "catering staff", ("catering", "cook")),
        Role("supply", "supply teacher", "supply teachers", ("supply",)),
        Role("contractor", "contractor", "contractors"),
        Role("volunteer", "volunteer", "volunteers"),
        Role("governor", "governor", "governors", ("trustee",)),
        Role("designated_teacher", "designated teacher", "designated teachers"),
        Role("senco", "SENCO", "SENCOs", ("senco",)),
        Role("first_aider", "first aider", "first aiders"),
        Role("recruitment_panel", "recruitment panel member", "recruitment panel members"),
        Role(
            "trust_lead",
            "trust safeguarding lead",
            "trust safeguarding leads",
            ("trust lead",),
        ),
    )
}

CHOICES = [(role.slug, role.words) for role in ROLES.values()]
TRUST_LEAD = "trust_lead"  # the trust gives it by hand, no school does
LEADS = frozenset({"dsl", "deputy_dsl", "headteacher"})
IN_TURN = ("dsl", "deputy_dsl", "headteacher")  # of the leads, who is turned to first
SEE_OTHERS = LEADS | {TRUST_LEAD}  # a second person says yes, and a second factor is asked for
NOT_STAFF = frozenset({"volunteer", "governor", "contractor", TRUST_LEAD})
DUTIES = frozenset(
    {"dsl", "deputy_dsl", "designated_teacher", "senco", "first_aider", "recruitment_panel"}
)
STAFF = frozenset(ROLES) - NOT_STAFF
AT_THE_DESK = frozenset({"volunteer", "supply", "contractor"})  # asked about there before others

# Who may see or do what at their school (docs/decisions/014): LEADS see standings and detail and
# keep the rules; everybody has their own.
KEEP_LIST = frozenset({"office", "dsl", "headteacher"})  # write the staff list
SEE_FILE = KEEP_LIST | {"deputy_dsl"}  # what a staff file would do
SEE_LIST = SEE_FILE | {TRUST_LEAD}
CONFIRM = frozenset({"dsl", "headteacher", TRUST_LEAD})  # whose yes, as the second, counts
RESET = CONFIRM  # who resets another's passkey or app
CHANGE_LEADS = frozenset({"dsl", "headteacher"})  # put right the address of who sees others
WITNESSES = LEADS | {"office"}  # say at the desk who somebody is
OWNERS = (*IN_TURN, "senco", "designated_teacher", "office")  # may answer for a policy
DOCUMENTS = frozenset({"dsl", "headteacher"})  # publish the school's documents
SEE_SHARES = LEADS | {"governor"}  # shares of the school, without names
SEE_LOOKS = frozenset({"dsl", "headteacher"})  # who looked at whom
KEEP_DETAILS = KEEP_LIST  # say what the school is called, and how its pages look


def plural_words(slugs: list[str]) -> str:
    """“teachers, teaching assistants and office staff”; “all staff” where it is all of them."""
    chosen = set(slugs)
    words = []
    if chosen >= STAFF - DUTIES:
        words.append("all staff")
        chosen -= STAFF
    words += [ROLES[slug].plural for slug in ROLES if slug in chosen]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def a_role(slug: str) -> str:
    """“a teacher”, “an early years practitioner”; staff of some kind go without."""
    words = ROLES[slug].words
    if words == ROLES[slug].plural:
        return f"one of the {words}"
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def role_from_words(text: str) -> Role | None:
    """The role that a spreadsheet's word names, singular or plural, in any case."""
    wanted = " ".join(text.lower().replace("-", " ").split())
    for role in ROLES.values():
        names = {role.slug.replace("_", " "), role.words.lower(), role.plural.lower()}
        names |= set(role.other_words) | {word + "s" for word in role.other_words}
        if wanted in names:
            return role
    return None
