"""Editors write question banks, moderators publish them as well: as it is with pages."""

from django.db import migrations

MAY = {"Editors": ["add", "change"], "Moderators": ["add", "change", "delete", "publish"]}


def grant(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    kind, _ = ContentType.objects.get_or_create(app_label="courses", model="questionbank")
    for name, actions in MAY.items():
        group = Group.objects.filter(name=name).first()
        for action in actions if group else []:
            permission, _ = Permission.objects.get_or_create(
                content_type=kind,
                codename=f"{action}_questionbank",
                defaults={"name": f"Can {action} question bank"},
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0002_question_banks"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0002_initial_data"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
