"""`riskpanel import children FILE --panel SLUG --by EMAIL`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.importing import Outcome, load_file
from riskpanel.children.moves import Refused
from riskpanel.partnership.models import Panel
from riskpanel.singleview.formats import NotUnderstood


class Command(BaseCommand):
    help = "Loads the children of an SSDA903 header file or of an SSD ssd_person file."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--panel", required=True, help="the panel's short name, for example hrp")
        parser.add_argument("--by", required=True, help="the e-mail address of the person who answers for the file")

    def handle(self, *args, **options) -> None:
        by = User.objects.filter(email=options["by"].lower(), is_active=True).first()
        if by is None or by.standing.partnership is None:
            raise CommandError(f"Nobody with the address {options['by']} works here.")
        panel = Panel.objects.filter(partnership=by.standing.partnership, slug=options["panel"]).first()
        if panel is None:
            raise CommandError(f"The partnership has no panel called {options['panel']}.")
        try:
            outcome = load_file(path=options["file"], panel=panel, by=by, at=timezone.now())
        except (NotUnderstood, Refused) as error:
            raise CommandError(f"Nothing was loaded. {error}") from None
        except OSError as error:
            raise CommandError(f"Nothing was loaded. {options['file']}: {error.strerror}") from None
        self._say(outcome)

    def _say(self, outcome: Outcome) -> None:
        self.stdout.write(f"Format: {outcome.source}")
        counts = {
            "loaded": len(outcome.loaded),
            "changed": len(outcome.changed),
            "unchanged": outcome.unchanged,
            "rejected": len(outcome.rejected),
        }
        self.stdout.write(", ".join(f"{what} {count:,}" for what, count in counts.items()))
        if outcome.unknown:
            self.stdout.write(f"Columns that are not read: {', '.join(outcome.unknown)}")
        if outcome.lacking:
            self.stdout.write(f"Columns that are not there: {', '.join(outcome.lacking)}")
        for reject in outcome.rejected:
            self.stdout.write(f"  line {reject.line}: {reject.reason}.")
        self.stdout.write("Nobody sees these children by this: sight is given when somebody needs to know.")
