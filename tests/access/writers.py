"""Eight threads write audit rows at once into a database of their own; prints what came of it.

Run by `test_concurrent_writers` as a process: `python -m tests.access.writers URL`.
"""

import json
import sys
import threading

THREADS, EACH = 8, 25


def configure(url: str) -> None:
    """Django with nothing but the audit trail, on the database that the URL names."""
    from django.conf import settings

    from riskpanel.settings.reading import database

    settings.configure(
        DATABASES={"default": database(url)},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "riskpanel.access"],
        AUTH_USER_MODEL="access.User",
        USE_TZ=True,
        SECRET_KEY="only for the writers",
        RISKPANEL_STANDING="",
    )
    import django

    django.setup()


def write(number: int, failures: list[str]) -> None:
    """One writer: each row in a transaction of its own."""
    from django.db import connection, transaction

    from riskpanel.access import audit

    try:
        for turn in range(EACH):
            with transaction.atomic():
                audit.record(action="read", thing=f"writer{number}:{turn}")
    except Exception as error:
        failures.append(repr(error))
    finally:
        connection.close()


def main(url: str) -> None:
    """Makes the table, lets the writers run, checks the chain."""
    configure(url)
    from django.db import connection

    from riskpanel.access import audit
    from riskpanel.access.models import AuditEvent

    with connection.schema_editor() as editor:
        editor.create_model(AuditEvent)
    failures: list[str] = []
    writers = [threading.Thread(target=write, args=(number, failures)) for number in range(THREADS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    broken = audit.verify(AuditEvent.objects.order_by("sequence").iterator())
    count = AuditEvent.objects.count()
    with connection.schema_editor() as editor:
        editor.delete_model(AuditEvent)
    sys.stdout.write(json.dumps({"rows": count, "broken": str(broken) if broken else "", "failures": failures}))


if __name__ == "__main__":
    main(sys.argv[1])
