"""Small stories for the tests, written short."""

from scenarios.story import Choice, Citation, Passage, Story

SOURCE = Citation("The guidance", "Part one", "should", "Tell somebody.")


def choice(target: str, id: str = "", **more: object) -> Choice:
    """A whole choice; its id says where it leads unless another is given."""
    kept = {"words": f"Go to {target}", "feedback": "This followed.", "rating": "good", **more}
    return Choice(id or f"to-{target}", target=target, **kept)


def passage(name: str, *choices: Choice) -> Passage:
    return Passage(name, f"This is {name}.", choices)


def ending(name: str, kind: str = "best", **more: object) -> Passage:
    kept = {"explanation": "This is why.", "citations": (SOURCE,), **more}
    return Passage(name, f"So it ended: {name}.", (), kind, **kept)


def story(*passages: Passage, start: str = "", **more: object) -> Story:
    return Story("A small story", start or passages[0].name, passages, **more)


def flags(*names: str) -> frozenset[str]:
    return frozenset(names)
