"""Starts a partnership: its panel by a procedure file, and its first administrator."""

import secrets
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.partnership import actions
from riskpanel.partnership.models import Partnership
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import ProcedureError


class Command(BaseCommand):
    help = "Starts a partnership with a panel that follows a procedure file, and its first administrator."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--name", required=True, help="the partnership's name")
        parser.add_argument("--area", default="", help="the borough")
        parser.add_argument("--procedure", required=True, type=Path, help="the procedure file")
        parser.add_argument("--agency", required=True, help="the agency that the administrator works for")
        parser.add_argument("--admin-name", required=True)
        parser.add_argument("--admin-email", required=True)

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        if Partnership.objects.filter(name=options["name"]).exists():
            raise CommandError("A partnership of that name is there already.")
        now = timezone.now()
        today = timezone.localdate(now)
        password = secrets.token_urlsafe(18)
        admin = User.objects.create_user(options["admin_email"], options["admin_name"], password)
        partnership = actions.found_partnership(name=options["name"], area=options["area"], by=admin)
        try:
            source = options["procedure"].read_text(encoding="utf-8")
            version = actions.upload_procedure(partnership=partnership, source=source, by=admin, at=now)
        except ProcedureError as error:
            raise CommandError(str(error)) from error
        kind = procedure_of(version).agencies[0]
        agency = actions.add_agency(
            partnership=partnership, name=options["agency"], kind=kind.code, sector=kind.sector, by=admin
        )
        panel = actions.set_up_panel(partnership=partnership, version=version, from_day=today, by=admin, at=now)
        told = {"job_title": "Administrator", "from_day": today, "by": admin, "at": now}
        member = actions.place(user=admin, agency=agency, **told)
        actions.appoint(member=member, role="administrator", panel=panel, from_day=today, by=admin, at=now)
        self.stdout.write(f"{partnership.name} is set up. {admin.email} signs in with the password: {password}")
        self.stdout.write("It is shown once. Change it after the first sign-in.")
