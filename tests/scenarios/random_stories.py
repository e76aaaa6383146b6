"""Random stories for the tests: every field, in the nastiest words."""

from hypothesis import strategies as st

from scenarios.story import ENDINGS, FORCES, POINTS, SHOWN, Choice, Citation, Passage, Story

_NASTY = [
    *("[[", "]]", "][", "[", "]", "{", "}", "->", "<-", "|", "\\", "\\::", "::", ":: Start"),
    *('"', "'", "&", "&amp;", "<", ">", "</tw-passagedata>", "<!--", "-->", "<script>", "&#13;"),
    *("\n", "\n\n", "\r", "\r\n", " ", "  ", "\t", "\u2028", "\x85", "\ufeff", "\u00a0", "\x1f"),
    *(
        "StoryTitle",
        "StoryData",
        "Start",
        "https://",
        "javascript:",
        "mailto:",
        "//host",
        "é",
        "🙂",
    ),
    *("(goto: 'A')", "<<goto 'A'>>", "A", "B", "[[A->B]]", "[[A]]", "[[A][x]]", "{embed passage:"),
]
# NUL is in no story: a file with one is refused.
_LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
words = st.lists(st.sampled_from(_NASTY) | st.text(_LETTERS, max_size=4), max_size=6).map("".join)
_names = words.filter(str.strip)
_flags = st.frozensets(_names, max_size=2)
_citations = st.lists(
    st.builds(Citation, _names, words, st.sampled_from(FORCES), words), max_size=2
).map(tuple)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Any story that `from_data` takes: names may repeat, and links may lead nowhere."""
    names = draw(st.lists(_names, max_size=5))
    ids = iter(draw(st.lists(_names, unique=True, min_size=12, max_size=12)))
    targets = st.sampled_from(names) | words if names else words
    passages = []
    for name in names:
        choices = tuple(
            Choice(next(ids), draw(words), draw(targets), *draw(_about_a_choice))
            for _ in range(draw(st.integers(0, 2)))
        )
        ending = draw(st.sampled_from([None, *ENDINGS]))
        passages.append(Passage(name, draw(words), choices, ending, draw(words), draw(_citations)))
    return Story(
        draw(words),
        draw(st.sampled_from(names) | words if names else words),
        tuple(passages),
        *[draw(words) for _ in range(6)],
        completes_with=draw(st.lists(st.sampled_from(ENDINGS), max_size=3).map(tuple)),
        max_steps=draw(st.none() | st.integers(1, 9)),
    )


_about_a_choice = st.tuples(
    words,
    st.sampled_from(SHOWN),
    st.sampled_from(list(POINTS)),
    words,
    st.booleans(),
    _flags,
    _flags,
    st.none() | st.integers(1, 9),
    _citations,
)
