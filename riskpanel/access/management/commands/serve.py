"""Serves this installation; a reverse proxy that ends TLS stands in front of it."""

import os

from django.core.management.base import BaseCommand

from riskpanel.access.serving import THREADS, WORKERS, server


class Command(BaseCommand):
    help = "Serves this installation behind a reverse proxy. Stops on the signal that ends a service."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="host:port, or unix:/path of a socket")
        parser.add_argument("--workers", type=int, default=WORKERS, help="processes; about one for each core")
        parser.add_argument("--threads", type=int, default=THREADS, help="threads of each process")

    def handle(self, *args, **options) -> None:
        command = server(options["bind"], options["workers"], options["threads"])
        self.stdout.write(f"riskpanel: {options['bind']}")
        self.stdout.flush()
        os.execv(command[0], command)  # noqa: S606 - our own interpreter
