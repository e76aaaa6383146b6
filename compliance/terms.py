"""Words that are not used any more, and today's; short forms, and what they are short for. Pure.

The words of today are those of Keeping children safe in education and Working together: a reader
who learnt the job in 2012 looks for “DSP” and has to find the DSL.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """What something is called: `now` the words of today, the fullest first; `retired` those that
    they took the place of. `note` is a sentence for whoever looks for a retired one.
    """

    now: tuple[str, ...]
    retired: tuple[str, ...] = ()
    note: str = ""

    @property
    def called(self) -> str:
        """“designated safeguarding lead (DSL)”."""
        short = next((each for each in self.now if each.isupper()), "")
        return f"{self.now[0]} ({short})" if short and short != self.now[0] else self.now[0]


TERMS = (
    Term(
        ("designated safeguarding lead", "DSL"),
        (
            "designated senior person",
            "senior designated person",
            "designated teacher for child protection",
            "designated person",
            "child protection officer",
            "safeguarding co-ordinator",
            "safeguarding coordinator",
            "DSP",
            "SDP",
        ),
        "The designated teacher is somebody else: they speak up for looked-after children.",
    ),
    Term(("deputy designated safeguarding lead", "deputy safeguarding lead", "DDSL")),
    Term(("relevant agency",), ("LSCB member", "LSCB representative")),
    Term(
        ("safeguarding partners", "local safeguarding children partnership", "LSCP"),
        ("local safeguarding children board", "LSCB"),
        "The council, the integrated care board and the police have been partners since 2019.",
    ),
    Term(("integrated care board", "ICB"), ("clinical commissioning group", "CCG")),
    Term(
        ("early help assessment", "early help"),
        ("common assessment framework", "CAF cause for concern form", "CAF"),
        "Its name differs from place to place.",
    ),
    Term(("team around the family",), ("team around the child", "TAC", "TAS")),
    Term(
        ("child safeguarding practice review", "single central record"),
        ("SCR",),
        "SCR was short for serious case review. It is short for single central record as well, "
        "which is still called that.",
    ),
    Term(
        ("child safeguarding practice review", "rapid review"),
        ("serious case review",),
    ),
    Term(
        ("DBS check", "disclosure and barring service", "DBS"),
        (
            "criminal records bureau",
            "independent safeguarding authority",
            "vetting and barring scheme",
            "CRB",
            "ISA",
        ),
    ),
    Term(("practitioner",), ("professional",)),
    Term(("professional disagreement", "escalation")),
    Term(("professional curiosity",)),
    Term(("whistleblowing", "whistle-blowing")),
    Term(
        ("children", "child"),
        ("children and young people", "CYP"),
        "In law everybody under 18 is a child.",
    ),
    Term(("looked-after child", "child in care", "LAC", "CLA")),
    Term(("previously looked-after child", "PLAC", "PLA")),
    Term(("child with a social worker", "CSW", "CWSW")),
    Term(
        ("child-on-child abuse", "child-on-child"),
        ("peer-on-peer abuse", "peer-on-peer"),
    ),
    Term(
        ("children absent from education",),
        ("children missing from education", "children missing education", "CME"),
        "Children missing education (CME) still has its own meaning in law.",
    ),
    Term(("abuse, neglect and exploitation",), ("abuse and neglect",)),
    Term(("online safety",), ("e-safety", "e-safeguarding", "esafety", "internet safety")),
    Term(
        ("sharing of nudes and semi-nudes", "nudes", "semi-nudes"),
        ("youth-produced sexual imagery", "sexting"),
        "These words are changing again: go by the edition of the guidance in force.",
    ),
    Term(
        ("safer working practice guidance", "safer working practice"),
        ("safer working practices for adults",),
    ),
    Term(
        ("suspension", "suspended"),
        ("fixed-term exclusion", "fixed-period exclusion"),
        "A permanent exclusion is still called that.",
    ),
    Term(
        ("EHC plan", "education, health and care plan", "EHCP"),
        ("statement of SEN", "statement of special educational needs"),
    ),
    Term(("CEOP Education", "CEOP"), ("CEOP centre",)),
    Term(("virtual school head", "VSH")),
    Term(("local authority designated officer", "designated officer", "LADO")),
    Term(("keeping children safe in education", "KCSIE")),
    Term(
        ("midday supervisor", "lunchtime supervisor"),
        ("meal-time supervisor", "dinner lady", "dinner ladies", "MTS"),
    ),
    Term(("child and adolescent mental health services", "CAMHS")),
    Term(("special educational needs co-ordinator", "SENCO", "SENDCO")),
    Term(
        ("every two years",),
        ("biannual", "biannually", "biennial"),
        "Strictly, biannual means twice a year, so Inset never says it.",
    ),
    Term(("every three years",), ("tri-annual", "triannual", "triennial")),
    Term(
        ("met or not met",),
        ("limiting judgement",),
        "Since November 2025 Ofsted says whether safeguarding is met or not met.",
    ),
)
