"""Makes the demonstration's database: the invented borough, told up to now."""

import hashlib
import shutil
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from riskpanel.partnership.models import Notice

PACKAGE = Path(__file__).resolve().parent.parent
NEW_FOR, WAITING_FOR = timedelta(days=3), timedelta(hours=20)


def fingerprint() -> str:
    """A digest of everything that the demonstration's database is made from."""
    parts = [*PACKAGE.rglob("migrations/*.py"), *PACKAGE.rglob("procedures/**/*.toml"), *PACKAGE.rglob("demo/**/*.*")]
    parts += PACKAGE.rglob("singleview/**/*.*")
    digest = hashlib.sha256()
    for path in sorted(p for p in parts if "__pycache__" not in p.parts and p.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def prepare(now: datetime, *, fresh: bool = False, story: bool = True) -> bool:
    """Makes the database unless one of the same making is there; whether it was made."""
    folder = Path(settings.FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    stamp, wanted = folder / "made-from", f"{fingerprint()} {'story' if story else 'people'}"
    if not fresh and stamp.exists() and stamp.read_text() == wanted:
        return False
    connection.close()
    for path in folder.glob("demo.sqlite3*"):
        path.unlink()
    for made in (settings.RISKPANEL_DATA, settings.EMAIL_FILE_PATH):
        shutil.rmtree(made, ignore_errors=True)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    load(now, story=story)
    for command in ("digests", "send_notices"):
        call_command(command, stdout=StringIO())
    stamp.write_text(wanted)
    return True


@transaction.atomic
def load(now: datetime, *, story: bool = True) -> None:
    """The people, and what happened to them, in one transaction."""
    from riskpanel.children.panel_events import catch_up
    from riskpanel.demo.lists import tell_lists
    from riskpanel.demo.people import gather, people_file

    company = gather(now)
    catch_up(company.panel, timezone.localdate(now))
    other = gather(now, people_file("eastmere"))
    catch_up(other.panel, timezone.localdate(now))
    if story:
        from riskpanel.demo.telling import tell

        tell(company, now)
        tell_lists(other, timezone.localtime(now))
    settle_notices(now)


def settle_notices(now: datetime) -> None:
    """What the story told long ago was read and sent then; only the last days' is new, and only the last
    hours' waits to go out."""
    Notice.objects.filter(read_at=None, made_at__lt=now - NEW_FOR).update(read_at=F("made_at"))
    Notice.objects.filter(emailed_at=None, made_at__lt=now - WAITING_FOR).update(emailed_at=F("made_at"))
