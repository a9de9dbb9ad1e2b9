"""Rows of these tables are only added; see `access/triggers.py`."""

from django.db import migrations

from riskpanel.access import triggers

TABLES = ("cohorts_childpaper", "cohorts_socialcarereferral", "cohorts_extract")


def guard(apps, schema_editor):
    triggers.install(schema_editor, TABLES)


def unguard(apps, schema_editor):
    triggers.remove(schema_editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
