"""What is different for somebody who signed an earlier edition, in words and marks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from policies import changes
from policies.changes import Line
from policies.texts import Section, Text, text_of
from policies.words import IN, KEPT, OUT, Run

WORDS_A_MINUTE = 200
NUMBERS = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
SHOWN = frozenset({changes.CHANGED, changes.ADDED, changes.REMOVED, changes.MOVED, changes.LEFT})
SAID = {  # the tag of a mark, and the word for those who listen
    OUT: '<del><span class="vh">taken out: </span>{}</del>{}',
    IN: '<ins><span class="vh">put in: </span>{}</ins>{}',
    KEPT: "{}{}",
}
NEXT_CELL = ' <span class="vh">Next cell: </span><span aria-hidden="true">|</span> '


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between two texts, section by section, in the order of the newer one."""

    sections: tuple[changes.Section, ...]
    same: tuple[int, ...]  # numbers of sections that are word for word what they were
    things: int  # as somebody would count them
    minutes: int  # to read what differs
    mostly_new: bool

    @property
    def title(self) -> str:
        """“Three things changed”, “12 things changed”, “Nothing changed”."""
        if not self.things:
            return "Nothing changed"
        words = NUMBERS[self.things] if self.things < len(NUMBERS) else str(self.things)
        return f"{words} {'thing' if self.things == 1 else 'things'} changed"

    @property
    def same_words(self) -> str:
        """“Sections 1, 3 and 5 to 8 are word for word as before.”"""
        if len(self.same) < 2:
            which = f"Section {self.same[0]} is" if self.same else ""
        else:
            which = f"Sections {spans(self.same)} are"
        return f"{which} word for word as before." if which else ""

    def shown(self, fill: Callable[[str], str]) -> list[dict[str, str]]:
        """Each section that differs: a heading, and HTML with the marks; `fill` puts the school's
        own names in.
        """
        return [
            {"heading": heading(each), "html": mark_safe(fill(_html(each)))}  # noqa: S308  (escaped)
            for each in self.sections
        ]


def spans(numbers: Sequence[int]) -> str:
    """“1, 3 and 5 to 8”, of numbers that rise."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    said: list[str] = []
    for span in found:
        said += [f"{span[0]} to {span[-1]}"] if len(span) > 2 else map(str, span)
    return " and ".join([", ".join(said[:-1]), said[-1]]) if said[1:] else said[0]


@lru_cache(maxsize=64)
def differences(old: str, new: str) -> Differences | None:
    """Between two kept texts, by their digests; None where one is a file, whose words are not ours
    to read. Remembered: under one digest there is always the same text.

    Raises Content.DoesNotExist or content.ContentChanged as `text_of` does.
    """
    before, after = text_of(old), text_of(new)
    return None if before.is_file or after.is_file else between(before, after)


def between(before: Text, after: Text) -> Differences:
    """What differs between two texts."""
    found = changes.changes(parts(before), parts(after))
    differ = [section for section in found if section.mark != changes.SAME]
    same = [each.number for each in found if each.mark == changes.SAME and _is_numbered(each)]
    lines = [line for section in found for line in section.lines if _is_numbered(section)]
    words = sum(_words(line, OUT, IN, KEPT) for line in lines if line.mark in SHOWN)
    return Differences(
        sections=tuple(differ),
        same=tuple(number for number in same if number),
        things=sum(section.things for section in differ),
        minutes=max(1, round(words / WORDS_A_MINUTE)),
        mostly_new=sum(_words(line, IN) for line in lines)
        > sum(_words(line, KEPT) for line in lines),
    )


def parts(text: Text) -> list[Section]:
    """The sections, and after them what else a reader would want to know of: what is signed, the
    sentence under the title, where it comes from.
    """
    sources = (
        f"<li>{escape(' '.join(filter(None, (each['cite'], each['where'], each['note']))))}</li>"
        for each in text.sources
    )
    return [
        *text.sections,
        Section("_statement", "What you sign", f"<p>{escape(text.statement)}</p>"),
        Section("_lead", "The sentence under the title", f"<p>{escape(text.lead)}</p>"),
        Section("_sources", "Where this comes from", f"<ul>{''.join(sources)}</ul>"),
    ]


def _is_numbered(section: changes.Section) -> bool:
    return not section.id.startswith("_")


def _words(line: Line, *marks: str) -> int:
    """How many words of a line bear one of these marks."""
    return sum(len(run.text.split()) for cell in line.cells for run in cell if run.mark in marks)


def heading(section: changes.Section) -> str:
    """“Section 9: If nobody replies (new)”."""
    if not _is_numbered(section):
        return section.title
    if section.number is None:
        return f"Section {section.was} before: {section.title} (taken out)"
    said = f"Section {section.number}: {section.title}"
    if section.was is None:
        return f"{said} (new)"
    return f"{said} (moved: it was section {section.was})" if section.moved else said


def _html(section: changes.Section) -> str:
    whole = section.was is None or section.number is None  # its title says so already
    lines = [
        line
        for line in section.lines
        if line.mark in SHOWN and not (line.kind == "title" and whole) and not _stayed(line)
    ]
    by_kind = groupby(lines, lambda line: line.kind)
    return "".join(_group(kind, list(group)) for kind, group in by_kind)


def _stayed(line: Line) -> bool:
    """Where a paragraph stood that moved within its section, which is said where it stands now."""
    return line.mark == changes.LEFT and not line.other


def _group(kind: str, lines: list[Line]) -> str:
    """List items in a list, everything else in paragraphs."""
    if kind == "li":
        return f"<ul>{''.join(format_html('<li>{}</li>', _line(line)) for line in lines)}</ul>"
    return "".join(format_html("<p>{}</p>", _line(line)) for line in lines)


def _line(line: Line) -> SafeString:
    cells = (format_html_join("", "{}", ((_run(run),) for run in cell)) for cell in line.cells)
    return format_html("{}{}", _before(line), mark_safe(NEXT_CELL.join(cells)))  # noqa: S308


def _before(line: Line) -> str:
    """What is said before a line that is not simply there, or simply gone."""
    if line.kind == "title":
        return "Its title: "
    if line.mark == changes.MOVED:
        return f"Moved here from “{line.other}”: " if line.other else "Moved here: "
    return f"Moved to “{line.other}”: " if line.mark == changes.LEFT else ""


def _run(run: Run) -> SafeString:
    words = run.text.rstrip()
    return format_html(SAID[run.mark], words, run.text[len(words) :])
