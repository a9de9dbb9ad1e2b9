"""The one command: `riskpanel`. Ours, and Django's beside them."""

import os
import sys

HELP = """riskpanel: runs a multi-agency risk panel from its written procedure

  riskpanel demo                     load the invented partnership and serve it
  riskpanel serve                    serve this installation
  riskpanel procedure check FILE     is a procedure file right? If not, where and why
  riskpanel clauses [--strict]       each clause of the register and the tests that show it
  riskpanel import children FILE     a register: SSDA903 header.csv or SSD ssd_person CSV
  riskpanel import log FILE          a borough's own log, as XLSX or CSV
  riskpanel singleview COMMAND       load extracts, link and rank them, make an invented borough (--help)
  riskpanel daily                    what a day brings: procedures in force, duties, digests (by a timer)
  riskpanel send_notices             send the e-mail that waits (by a timer, each minute)
  riskpanel audit verify             is the audit trail whole?
  riskpanel COMMAND --help           any command of Django (migrate, shell, createcachetable …)
"""


def main(argv: list[str] | None = None) -> int:
    """Runs a command; the exit code."""
    args = list(sys.argv[1:] if argv is None else argv)
    if not args or args[0] in {"-h", "--help", "help"}:
        print(HELP)
        return 0
    if args[0] == "clauses":
        from riskpanel.procedure.clauses import main as clauses

        return clauses(args[1:])
    if args[0] == "singleview":
        return _single_view(args[1:])
    if args[0] == "procedure":
        return _procedure(args[1:])
    return _django(args)


def _single_view(args: list[str]) -> int:
    from datetime import datetime

    from riskpanel.singleview.command import main as single_view

    return single_view(args, datetime.now())


def _procedure(args: list[str]) -> int:
    from pathlib import Path

    from riskpanel.procedure import ProcedureError, load_instrument, load_procedure
    from riskpanel.procedure.loading import CHECKLISTS

    if len(args) != 2 or args[0] != "check":
        print("riskpanel procedure check FILE")
        return 2
    try:
        procedure = load_procedure(Path(args[1]))
        for code in procedure.checklists:
            beside = Path(args[1]).parent / "checklists"
            load_instrument(code, folder=beside if (beside / f"{code}.toml").is_file() else CHECKLISTS)
    except ProcedureError as error:
        print(error)
        return 1
    except OSError as error:
        print(f"{args[1]}: {error.strerror}")
        return 1
    print(f"{args[1]}: {procedure.identity.title}, version {procedure.identity.version}: right")
    return 0


def _django(args: list[str]) -> int:
    from django.core.management import execute_from_command_line

    settings = "riskpanel.settings.demo" if args[0] == "demo" else "riskpanel.settings.production"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    if args[0] in {"import", "audit"} and len(args) > 1:
        args = [f"{args[0]}_{args[1]}", *args[2:]]
    execute_from_command_line(["riskpanel", *args])
    return 0


if __name__ == "__main__":
    sys.exit(main())
