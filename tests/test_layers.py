"""Arrows point down only (docs/house.md), also where the import linter does not look."""

import ast
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).parent.parent
LAYERS = [
    {"register"},
    {"cms"},
    {"people"},
    {"outbox"},
    {"courses", "policies", "scenarios"},
    {"compliance"},
    {"certificates"},
    {"config"},
]
FLOOR = {room: floor for floor, rooms in enumerate(LAYERS) for room in rooms}
PURE = [
    "certificates/numbers.py",
    "compliance/cases.py",
    "compliance/due.py",
    "compliance/history_file.py",
    "compliance/search.py",
    "compliance/terms.py",
    "compliance/why.py",
    "compliance/written_days.py",
    "courses/marking.py",
    "policies/changes.py",
    "people/names.py",
    "policies/pairing.py",
    "policies/paragraphs.py",
    "policies/words.py",
    "register/chain.py",
    "scenarios/arrivals.py",
    "scenarios/checks.py",
    "scenarios/findings.py",
    "scenarios/imported.py",
    "scenarios/kept.py",
    "scenarios/links.py",
    "scenarios/story.py",
    "scenarios/twee.py",
    "scenarios/twine.py",
]
OURS = sorted(path for room in FLOOR for path in (ROOT / room).rglob("*.py"))
NO_NAMES = {"utils.py", "helpers.py", "services.py", "common.py"}


def may_lean_on(room: str, other: str) -> bool:
    """Whether what is in one room may know what is in the other."""
    return room == other or FLOOR[other] < FLOOR[room]


def imported(path: Path) -> set[str]:
    """The first two parts of every absolute name that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {".".join(name.split(".")[:2]) for name in names}


def test_foreign_keys_point_down() -> None:
    pointing_up = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in FLOOR
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.related_model
        if (other := field.related_model._meta.app_label) in FLOOR
        if not may_lean_on(model._meta.app_label, other)
    ]
    assert pointing_up == []


def test_migrations_depend_on_what_is_below() -> None:
    pointing_up = [
        f"{room}.{name} -> {other}.{needed}"
        for (room, name), migration in MigrationLoader(None).disk_migrations.items()
        if room in FLOOR
        for other, needed in [*migration.dependencies, *migration.run_before]
        if other in FLOOR and not may_lean_on(room, other)
    ]
    assert pointing_up == []


def test_imports_point_down() -> None:
    pointing_up = [
        f"{path.relative_to(ROOT)} -> {name}"
        for path in OURS
        for name in imported(path)
        if (other := name.split(".")[0]) in FLOOR
        if not may_lean_on(path.relative_to(ROOT).parts[0], other)
    ]
    assert pointing_up == []


@pytest.mark.parametrize("name", [name for name in PURE if (ROOT / name).exists()])
def test_a_pure_file_stands_on_the_standard_library_and_files_that_do_the_same(name: str) -> None:
    waiting, seen, impure = [name], set(), set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        for module in imported(ROOT / path):
            ours = module.replace(".", "/") + ".py"
            if (ROOT / ours).exists():
                waiting += [ours] if ours not in seen else []
            elif module.split(".")[0] not in sys.stdlib_module_names | FLOOR.keys():
                impure.add(f"{path} -> {module}")
    assert impure == set()


def test_files_are_named_after_what_they_hold() -> None:
    assert [path for path in OURS if path.name in NO_NAMES or path.parent.name == "common"] == []


def test_no_signals_run_between_our_rooms() -> None:
    """Side effects are in the action that has them. The register puts guards back after a
    migration, which is Django's signal and not ours."""
    connected = [
        str(path.relative_to(ROOT))
        for path in OURS
        if "migrations" not in path.parts
        if any(word in path.read_text(encoding="utf-8") for word in ("receiver(", ".connect("))
    ]
    assert connected == ["register/apps.py"]
