"""The application server: gunicorn."""

import sys

WORKERS, THREADS = 2, 4
"""Processes and threads of each: measured to carry a meeting that sixty people follow, on two cores."""


def server(address: str, workers: int = WORKERS, threads: int = THREADS) -> list[str]:
    """The command that serves this installation at `address` (host:port, or unix:/path)."""
    return [
        sys.executable, "-m", "gunicorn", "riskpanel.wsgi:application",
        "--bind", address, "--workers", str(workers), "--threads", str(threads),
        "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
