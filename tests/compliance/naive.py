"""The rules for due dates once more, slow and literal, to hold the real ones to.

Written from the text of the rules and not from `compliance.due`, in another
shape on purpose: it reads the case as JSON has it, knows no index and no short
cut, and looks at everything again for every pair. Only for small, sound cases.
"""

from datetime import UTC, date, datetime, timedelta

DAY = timedelta(days=1)
FAR = date(9000, 1, 1)


def evaluate(case: dict) -> list[dict]:
    return [
        row(case, person, requirement)
        for person in case.get("people") or []
        for requirement in case.get("requirements") or []
    ]


def row(case: dict, person: dict, requirement: dict) -> dict:
    status, due_on, done_on = stand(case, person, requirement)
    return {
        "person": person["id"],
        "requirement": requirement["id"],
        "status": status,
        "due_on": due_on and due_on.isoformat(),
        "done_on": done_on and done_on.isoformat(),
    }


def stand(case: dict, person: dict, requirement: dict) -> tuple:
    on = day(case["on"])
    start = first_day_of_spell(person, requirement, on)
    if start is None:
        return "not_required", None, None
    since = day(requirement.get("since") or requirement["applies_from"])
    first_due = max(start, since) + requirement["first_due_days"] * DAY
    done = completions(case, person, requirement, on)
    days = sorted({day(record["happened_on"]) for record in done})
    waiting = changes_waiting(case, requirement, done, on)
    expiry = min([last_good_day(days, requirement), *waiting]) if done else None
    due = first_due if not done else FAR if expiry == FAR else max(expiry, first_due)
    due, away = move_for_leave(due, person, on)
    status = in_table(
        on, requirement, done, expiry, due, waiting, away, excused(person, requirement, on)
    )
    return status, None if due == FAR else due, days[-1] if days else None


def in_table(on, requirement, done, expiry, due, waiting, away, is_excused):
    in_date = bool(done) and not on > expiry
    window = (requirement.get("window_days") or 0) * DAY
    lines = [
        ("excused", is_excused),
        ("paused", away),
        ("due_soon", in_date and (on >= due - window or bool(waiting))),
        ("current", in_date),
        ("to_do", not in_date and not on > due),
        ("overdue", on > due and not done),
        ("lapsed", on > due and bool(done) and not in_date),
    ]
    return next(name for name, fits in lines if fits)


def first_day_of_spell(person: dict, requirement: dict, on: date) -> date | None:
    applies_to = day(requirement.get("applies_to")) or FAR
    if not day(requirement["applies_from"]) <= on <= applies_to:
        return None
    spells = [
        [day(post["from"]), day(post.get("to")) or FAR]
        for post in person.get("posts") or []
        if post["role"] in (requirement.get("roles") or [])
    ]
    while merge_two(spells):
        pass
    holding = [start for start, end in spells if start <= on <= end]
    coming = sorted(start for start, end in spells if start > on)
    start = (holding or coming or [None])[0]
    return None if start is None or start > applies_to else start


def merge_two(spells: list) -> bool:
    for one in spells:
        for other in spells:
            if one is not other and one[0] <= other[1] + DAY and other[0] <= one[1] + DAY:
                spells.remove(other)
                one[:] = [min(one[0], other[0]), max(one[1], other[1])]
                return True
    return False


def completions(case: dict, person: dict, requirement: dict, on: date) -> list[dict]:
    known = [
        record
        for record in case.get("records") or []
        if not case.get("known_at") or moment(record["recorded_at"]) <= moment(case["known_at"])
    ]
    items = [requirement["item"], *(requirement.get("covered_by") or [])]
    return [
        record
        for record in known
        if record["person"] == person["id"]
        and day(record["happened_on"]) <= on
        and record["item"] in items
        and record.get("voids") is None
        and not any(other.get("voids") == record["id"] for other in known)
    ]


def last_good_day(days: list[date], requirement: dict) -> date:
    renewal, window = requirement["renewal"], (requirement.get("window_days") or 0) * DAY
    if renewal["kind"] == "once":
        return FAR
    expiry = None
    for each in days:
        if renewal["kind"] == "yearly":
            new = end_of_round(each, renewal["due"], window)
        elif expiry is not None and expiry - window <= each <= expiry:
            new = months_on(expiry, renewal["months"])
        else:
            new = months_on(each, renewal["months"])
        expiry = new if expiry is None else max(expiry, new)
    return expiry


def end_of_round(done_on: date, due: str, window: timedelta) -> date:
    due_days = [date.fromisoformat(f"{year}-{due}") for year in range(1990, 2060)]
    latest = max(each for each in due_days if each - window <= done_on)
    return due_days[due_days.index(latest) + 1]


def months_on(start: date, months: int) -> date:
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in (start.day, 30, 29, 28):
        try:
            return date(year, month, min(number, start.day))
        except ValueError:
            continue
    raise AssertionError


def changes_waiting(case: dict, requirement: dict, done: list[dict], on: date) -> list[date]:
    """The deadlines of the changes of substance that wait."""
    (item,) = (each for each in case["items"] if each["id"] == requirement["item"])
    editions = item.get("editions") or []
    reached = [-1]
    for record in done:
        if record["item"] == item["id"] and record.get("edition") is not None:
            reached.append(record["edition"])
        else:
            in_force = [e for e in editions if day(e["published_on"]) <= day(record["happened_on"])]
            reached += [e["number"] for e in in_force]
    return [
        day(e["published_on"]) + (14 if e.get("redo_days") is None else e["redo_days"]) * DAY
        for e in editions
        if day(e["published_on"]) <= on and e.get("must_redo") and e["number"] > max(reached)
    ]


def move_for_leave(due: date, person: dict, on: date) -> tuple[date, bool]:
    away = False
    for leave in sorted(person.get("leave") or [], key=lambda leave: leave["from"]):
        first, last = day(leave["from"]), day(leave.get("to"))
        if first > on:
            continue
        away = away or last is None or on <= last
        if last is not None and first <= due <= last + 14 * DAY:
            due = last + 14 * DAY
    return due, away


def excused(person: dict, requirement: dict, on: date) -> bool:
    return any(
        e["requirement"] == requirement["id"]
        and day(e["from"]) <= on
        and (not e.get("to") or on <= day(e["to"]))
        for e in person.get("exemptions") or []
    )


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def moment(text: str) -> datetime:
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
