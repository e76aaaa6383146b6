"""What waits for a second person, in words: what was asked, by whom, and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from compliance import corrections, history, paper, proposals, requirements
from compliance.corrections_pages import name_of, record_words, titles_of
from compliance.history_rows import Row
from compliance.models import Decision, Proposal
from compliance.requirement_pages import TrialWords, summary, trial_of, trial_words
from compliance.roster import NAMELESS, names_of
from compliance.why import full_date
from people.models import School
from register.models import Record

VERDICTS = {
    proposals.APPROVED: "Agreed",
    proposals.DECLINED: "Declined",
    proposals.TAKEN_BACK: "Taken back",
}


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A proposal in the list."""

    ref: str
    what: str
    asked: str
    reason: str
    decided: str  # empty while it waits
    yours: bool


def asked_lines(found: Sequence[proposals.Asked], reader: str) -> list[AskedLine]:
    """Proposals in words, in the same order. Four queries."""
    names = names_of(_refs(found))
    whats = what_is_asked([each.proposal for each in found])
    return [_line(each, whats, names, reader) for each in found]


def _refs(found: Iterable[proposals.Asked]) -> set[str]:
    refs = {each.proposal.by for each in found}
    refs |= {each.proposal.person for each in found if each.proposal.person}
    return refs | {each.decision.by for each in found if each.decision}


def _line(
    each: proposals.Asked, whats: Mapping[str, str], names: Mapping[str, str], reader: str
) -> AskedLine:
    proposal = each.proposal
    whose = f"{names.get(proposal.person, NAMELESS)}: " if proposal.person else ""
    return AskedLine(
        ref=proposal.ref,
        what=whose + whats[proposal.ref],
        asked=f"Asked by {name_of(proposal.by, names)} on {_when(proposal)}",
        reason=proposal.reason,
        decided=decided_words(each.decision, names) if each.decision else "",
        yours=proposal.by == reader,
    )


def decided_words(decision: Decision, names: Mapping[str, str]) -> str:
    """“Agreed by Kwame Thistlemere on Tuesday 24 November 2026”."""
    said = f"{VERDICTS[decision.verdict]} by {name_of(decision.by, names)} on {_when(decision)}"
    return f"{said}: {decision.reason}" if decision.reason else f"{said}."


def _when(fact: Proposal | Decision) -> str:
    return full_date(timezone.localdate(fact.recorded_at))


def what_is_asked(found: Iterable[Proposal]) -> dict[str, str]:
    """What each proposal asks for, in words, by its ref."""
    found = list(found)
    about = [int(each.about) for each in found if each.kind == corrections.KIND]
    records = Record.objects.in_bulk(about)
    titles = titles_of({record.item for record in records.values()})
    kept = proposals.all_proposed(
        [each for each in found if each.kind in (requirements.KIND, paper.KIND)]
    )
    said = {}
    for each in found:
        if each.kind == corrections.KIND:
            words = record_words(records[int(each.about)], titles)
            said[each.ref] = f"make void: {words[:1].lower()}{words[1:]}"
        elif each.kind == history.KIND:
            number = history.number_of_rows(each)
            rows = "one record" if number == 1 else f"{number} records"
            said[each.ref] = f"Bring in {rows} of training from before or elsewhere"
        elif each.kind == paper.KIND:
            said[each.ref] = _paper_words(kept[each.ref])
        else:
            row = requirements.row_asked_for(kept[each.ref])
            said[each.ref] = f"Ask for “{row.title}” since {full_date(row.since)}"
    return said


def _paper_words(told: Mapping[str, Any]) -> str:
    number = len(told["people"])
    signatures = "one signature" if number == 1 else f"{number} signatures"
    title = titles_of({told["item"]}).get(told["item"], told["item"])
    return f"Enter {signatures} on paper under “{title}”, edition {told['edition']}"


def _sheet_rows(sheet: paper.Sheet) -> list[dict[str, str]]:
    """What the sheet says, row by row."""
    return [
        {"label": "Edition", "value": str(sheet.edition)},
        {"label": "Its digest", "value": sheet.digest},
        {"label": "Signed on", "value": full_date(sheet.on)},
        {"label": "Signed by", "value": ", ".join(names_of(sheet.people).values())},
    ]


@dataclass(frozen=True, slots=True)
class AskedPage:
    """One proposal: the line, and what it takes to decide."""

    line: AskedLine
    why_not: str | None
    others: list[str]  # who may decide
    summary: list[dict[str, str]]  # of a rule
    trial: TrialWords | None
    rows: list[Row]  # of a batch
    signed: list[dict[str, str]]  # of a sheet signed on paper
    scan: str  # the digest of its picture, "" without one


def asked_page(school: School, each: proposals.Asked, reader: str) -> AskedPage:
    """Everything that the second person looks at before deciding."""
    proposal = each.proposal
    others = names_of(proposals.who_may_decide(proposal))
    line = _line(each, what_is_asked([proposal]), names_of(_refs([each])), reader)
    more: dict[str, Any] = {"summary": [], "trial": None, "rows": [], "signed": [], "scan": ""}
    if proposal.kind == Proposal.Kind.RULE:
        row = requirements.row_asked_for(proposals.proposed(proposal))
        more["summary"] = summary(row)
        more["trial"] = None if each.decision else trial_words(trial_of(school, [row]))
    elif proposal.kind == Proposal.Kind.HISTORY:
        more["rows"] = history.rows_of(proposal)
    elif proposal.kind == paper.KIND:
        sheet = paper.sheet_of(proposal)
        more |= {"signed": _sheet_rows(sheet), "scan": sheet.scan}
    return AskedPage(line, proposals.why_not(proposal, reader), list(others.values()), **more)
