"""Brings a borough's own log in from the command line."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.access.permissions import Permission
from riskpanel.children.moves import Refused
from riskpanel.partnership.models import Panel
from riskpanel.plans.importing import FIELDS, Unreadable, keep_upload, load, read
from riskpanel.plans.importing.checking import missing_fields
from riskpanel.plans.importing.loading import checked


class Command(BaseCommand):
    help = "Checks a log in a CSV or XLSX file, and loads it with --load: every good row, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--panel", required=True, help="the panel's short name")
        parser.add_argument("--by", required=True, help="e-mail address of the coordinator who brings it in")
        parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", help=", ".join(FIELDS))
        parser.add_argument("--load", action="store_true", help="load it; without this nothing is written")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(email=options["by"].lower()).first()
        if by is None or not by.standing.may(Permission.IMPORT):
            raise CommandError("Name a person who may bring a log in (--by).")
        panel = Panel.objects.filter(slug=options["panel"], partnership=by.standing.partnership).first()
        if panel is None:
            raise CommandError("There is no such panel in that person's partnership.")
        try:
            sheet = read(options["file"].name, options["file"].read_bytes())
        except (Unreadable, OSError) as error:
            raise CommandError(str(error)) from error
        self._bring(panel, sheet, by, options)

    def _bring(self, panel: Panel, sheet: Any, by: User, options: dict[str, Any]) -> None:
        now = timezone.now()
        with transaction.atomic():
            kept = keep_upload(panel=panel, sheet=sheet, by=by, at=now)
            kept.mapping |= self._mapped(options["map"], sheet.columns)
            kept.save(update_fields=["mapping"])
            if wrong := missing_fields(kept.mapping):
                raise CommandError(" ".join(wrong))
            found = checked(kept, now)
            try:
                done = load(kept=kept, by=by, at=now) if options["load"] else None
            except Refused as refused:
                raise CommandError(" ".join(refused.reasons)) from refused
            if done is None:
                transaction.set_rollback(True)
        self._say(found, bool(done))

    def _mapped(self, pairs: list[str], columns: list[str]) -> dict[str, str]:
        mapping = {}
        for pair in pairs:
            column, _, code = pair.rpartition("=")
            if code not in FIELDS or column not in columns:
                raise CommandError(
                    f"--map {pair}: give COLUMN=FIELD, with a column of the file and one of {', '.join(FIELDS)}."
                )
            mapping[code] = column
        return mapping

    def _say(self, found: Any, loaded: bool) -> None:
        self.stdout.write(f"{'Loaded' if loaded else 'Would load'}: {len(found.new)}")
        self.stdout.write(f"Unchanged: {len(found.unchanged)}")
        self.stdout.write(f"Rejected: {len(found.rejected)}")
        for line in found.rejected:
            self.stdout.write(f"  row {line['row']}: {line['reason']}")
        if not loaded:
            self.stdout.write("Nothing was written. Run it again with --load.")
