"""Bringing a content file into the site as a draft; publishing it is for a person."""

from typing import Any, TypeVar

from cms.models import ItemPage, ShelfPage

P = TypeVar("P", bound=ItemPage)


def save_draft(page_class: type[P], *, shelf: str, slug: str, **shown: Any) -> P:
    """The page of this slug with these fields as its latest draft; returns the page.

    A page that is not there yet is made on the shelf, not live. The same fields again make no
    new revision, and nothing that readers see changes.
    """
    page = page_class.objects.filter(slug=slug).first()
    if page is None:
        page = page_class(slug=slug, live=False, **shown)
        ShelfPage.objects.get(slug=shelf).add_child(instance=page)
        page.save_revision()
        return page
    draft = page.get_latest_revision_as_object()
    before = draft.snapshot_bytes()
    for name, value in shown.items():
        setattr(draft, name, value)
    if draft.snapshot_bytes() != before:
        draft.save_revision()
    return page
