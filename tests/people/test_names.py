"""Typed names: what passes for somebody's name, and what does not."""

import pytest

from people.names import same_name

THEIRS = [
    ("Bethan Ashwhistle", "Bethan Ashwhistle"),
    ("bethan ashwhistle", "Bethan Ashwhistle"),
    ("BETHAN ASHWHISTLE", "Bethan Ashwhistle"),
    ("  Bethan   Ashwhistle ", "Bethan Ashwhistle"),
    ("BethanAshwhistle", "Bethan Ashwhistle"),
    ("Bethan\u00a0Ashwhistle", "Bethan Ashwhistle"),
    ("Siobhan O'Brien", "Siobhán O’Brien"),
    ("Siobhan OBrien", "Siobhán O’Brien"),
    ("Siobhán OʼBrien", "Siobhán O'Brien"),
    ("Siobha\u0301n O`Brien", "Siobhán O'Brien"),
    ("Mary Jane Smith Jones", "Mary-Jane Smith-Jones"),
    ("Mary‑Jane Smith–Jones", "Mary-Jane Smith-Jones"),
    ("Zoe Muller", "Zoë Müller"),
    ("Lukasz Wozniak", "Łukasz Woźniak"),
    ("Soren Ostergard", "Søren Østergård"),
    ("Iclal Isik", "İclal Işık"),
    ("Aesa Thorsdottir", "Æsa Þórsdóttir"),
    ("Weiss", "Weiß"),
    ("Nguyen Thi Huong", "Nguyễn Thị Hương"),
    ("ｂｅｔｈａｎ Ashwhistle", "Bethan Ashwhistle"),
    ("J. R. Smith", "J R Smith"),
    ("राम शर्मा", "राम शर्मा"),
    ("陳 大文", "陳大文"),
    ("Madonna", "Madonna"),
]
NOT_THEIRS = [
    ("Bethan", "Bethan Ashwhistle"),
    ("Ashwhistle", "Bethan Ashwhistle"),
    ("B Ashwhistle", "Bethan Ashwhistle"),
    ("Beth Ashwhistle", "Bethan Ashwhistle"),
    ("Ashwhistle Bethan", "Bethan Ashwhistle"),
    ("Bethan Mary Ashwhistle", "Bethan Ashwhistle"),
    ("Bethan Ashwhistle2", "Bethan Ashwhistle"),
    ("Ruth Otterby", "Bethan Ashwhistle"),
    ("Bethan Ashwhistlé Ashwhistle", "Bethan Ashwhistle"),
    ("", "Bethan Ashwhistle"),
    (" ' - ", "Bethan Ashwhistle"),
    ("I agree", "Bethan Ashwhistle"),
    ("रीमा शर्मा", "राम शर्मा"),
    ("'", "-"),
    ("%", "_"),
]


@pytest.mark.parametrize(("typed", "name"), THEIRS)
def test_a_name_is_taken_kindly_however_it_is_typed(typed: str, name: str) -> None:
    assert same_name(typed, name)


@pytest.mark.parametrize(("typed", "name"), NOT_THEIRS)
def test_another_name_or_half_of_it_does_not_pass(typed: str, name: str) -> None:
    assert not same_name(typed, name)
