"""A lesson's stream, as stored in an edition or a draft, for readers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from cms import library, link_blocks
from cms.library import KeptFile, kept_in, words_of
from courses.blocks import LessonBlock

Raw = dict[str, Any]
READING = LessonBlock().child_blocks["content"]
AS_STORED = {*library.FILES, *link_blocks.ITEMS}  # shown from what is kept, not from the library
PLACES = {kind: dict(fields) for kind, fields in library.FILES.items()}


NOTHING = SafeString("")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a lesson: HTML, or a moment to think, with the id of its block."""

    html: SafeString = NOTHING  # rendered by our own blocks
    id: str = ""
    prompt: str = ""


def parts(content: list[Raw], address: Callable[[Raw, str], str]) -> list[Part]:
    """The lesson in order. `address` says where the file of a block's field is, for its reader."""
    found: list[Part] = []
    for block in content:
        if block["type"] == "reflection":
            found.append(Part(id=block["id"], prompt=block["value"]["prompt"]))
        else:
            found.append(Part(html=_shown(block, address)))
    return found


def _shown(block: Raw, address: Callable[[Raw, str], str]) -> SafeString:
    """A block that is no longer known is passed over, as is one whose file is lost."""
    kind, value = block["type"], block["value"]
    if kind not in AS_STORED:
        return READING.render(READING.to_python([block]))
    if not (value.get("kept") or value.get("leads_to")):
        return NOTHING
    files = {
        place: address(block, field)
        for field, place in PLACES.get(kind, {}).items()
        if value.get(place)
    }
    kept = kept_in(block)
    template = READING.child_blocks[kind].meta.template
    context = {"value": value, "files": files, "kind": kind}
    return render_to_string(template, context | {"format": words_of(kept[0]) if kept else ""})


def in_edition(block: Raw, field: str) -> str:
    """Beside the lessons of the edition, by digest."""
    kept: Raw = block["value"][PLACES[block["type"]][field]]
    return f"../files/{kept['digest']}"


def in_library(block: Raw, field: str) -> str:
    """For editors, from the library."""
    if block["type"] == "picture":
        return reverse("library_picture", args=[block["value"]["picture"]["image"]])
    kept: KeptFile = KeptFile(**block["value"][PLACES[block["type"]][field]])
    return reverse("wagtaildocs_serve", args=[block["value"][field], kept.name])


def content_kept(lessons: list[Raw]) -> library.Chosen:
    """Write into lessons (as stored) what an edition keeps beside its blocks; returns the files."""
    blocks = [block for lesson in lessons for block in lesson["value"]["content"]]
    chosen, leads = library.Chosen(blocks), link_blocks.leads_to(blocks)
    for block in blocks:
        if block["type"] in library.FILES:
            block["value"] |= chosen.beside(block)
        elif block["type"] in link_blocks.ITEMS and block["value"]["item"] in leads:
            block["value"]["leads_to"] = leads[block["value"]["item"]]
    return chosen


def faults_in(content: list[Raw]) -> list[str]:
    """What keeps a lesson's blocks from being published, each as a sentence for its author."""
    found = []
    for block in content:
        kind, value = block["type"], block["value"]
        if kind in library.FILES and _is_lost(block):
            found.append(f"the file of “{value.get('title') or kind}” is gone. Choose it again.")
        elif kind == "picture" and value.get("kept") and _is_file_name(value):
            found.append(
                f"say what the picture “{value['picture']['alt_text']}” shows, for whoever does "
                "not see it. Its file’s name tells them nothing."
            )
        if kind in link_blocks.ITEMS and value.get("item") and not value.get("leads_to"):
            found.append(f"the {kind} that a link leads to is gone. Choose another.")
        if kind == "table" and not value["rows"]:
            found.append("a table is empty. Fill it, or take it out.")
    return found


def _is_lost(block: Raw) -> bool:
    """Whether a file was chosen that is no longer there."""
    value = block["value"]
    chosen = value.get(library.FILES[block["type"]][0][0])
    if isinstance(chosen, dict):  # a picture, with its words
        chosen = chosen.get("image")
    return bool(chosen) and not value.get("kept")


def _is_file_name(value: Raw) -> bool:
    """Whether the words for a picture are those that an upload fills in by itself."""
    words = (value["picture"]["alt_text"] or "").strip().lower()
    name = value["kept"]["name"].rpartition(".")[0].lower()
    return bool(words) and not value["picture"]["decorative"] and name.startswith(words)
