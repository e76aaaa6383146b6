"""The words for roles: what a spreadsheet may call them, and what a sentence says."""

import pytest

from people.roles import ROLES, STAFF, plural_words, role_from_words


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Teacher", "teacher"),
        ("teachers", "teacher"),
        ("Teaching assistant", "teaching_assistant"),
        ("TA", "teaching_assistant"),
        ("TAs", "teaching_assistant"),
        ("Midday supervisors", "midday_supervisor"),
        ("Premises", "premises"),
        ("Office", "office"),
        ("Catering", "catering"),
        ("Supply", "supply"),
        ("Contractors", "contractor"),
        ("Volunteer", "volunteer"),
        ("governors", "governor"),
        ("HEADTEACHER", "headteacher"),
        ("DSL", "dsl"),
        ("DSLs", "dsl"),
        ("Deputy DSL", "deputy_dsl"),
        ("deputy-DSL", "deputy_dsl"),
        ("Designated teacher", "designated_teacher"),
        ("SENCO", "senco"),
        ("SENCOs", "senco"),
        ("  First   aider ", "first_aider"),
        ("Early years", "early_years"),
    ],
)
def test_a_role_is_known_by_the_words_of_the_field(words: str, slug: str):
    role = role_from_words(words)

    assert role
    assert role.slug == slug


@pytest.mark.parametrize("words", ["", "Astronaut", "Deputy", "Teacher of maths"])
def test_other_words_name_no_role(words: str):
    assert role_from_words(words) is None


def test_no_word_names_two_roles():
    for role in ROLES.values():
        for words in (role.words, role.plural, *role.other_words):
            assert role_from_words(words) == role


@pytest.mark.parametrize(
    ("slugs", "words"),
    [
        ([], ""),
        (["teacher"], "teachers"),
        (["office", "teacher"], "teachers and office staff"),
        (
            ["teacher", "office", "volunteer"],
            "teachers, office staff and volunteers",
        ),
        (sorted(STAFF), "all staff"),
        ([*STAFF, "volunteer", "governor"], "all staff, volunteers and governors"),
    ],
)
def test_roles_are_said_in_the_plural_and_all_of_them_as_all_staff(slugs: list, words: str):
    assert plural_words(slugs) == words
