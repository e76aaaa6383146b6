"""The table in which tries are counted for all workers together."""

from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", "inset_cache", database=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("people", "0004_trust_lead")]
    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
