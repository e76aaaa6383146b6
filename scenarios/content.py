"""The repository's scenarios, into the site as drafts."""

from cms.drafts import save_draft
from scenarios import sources
from scenarios.models import ScenarioPage
from scenarios.story import to_data
from scenarios.story_file import CONTENT, read_story_file


def names() -> list[str]:
    """Every scenario that the repository has."""
    return sorted(path.stem for path in CONTENT.glob("*.toml"))


def load(name: str) -> ScenarioPage:
    """The scenario of this name as a draft; unchanged content changes nothing."""
    told = read_story_file(CONTENT / f"{name}.toml")
    sources.add_ours()
    return save_draft(
        ScenarioPage,
        shelf="scenarios",
        slug=told.slug,
        title=told.story.title,
        lead=told.story.lead,
        why=told.why,
        content_note=told.story.content_note,
        minutes=told.minutes,
        checked_against="\n".join(told.checked_against),
        checked_on=told.checked_on,
        review_on=told.review_on,
        story=to_data(told.story),
    )
