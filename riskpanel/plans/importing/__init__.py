"""A borough's own log, brought in: read as text, columns matched to fields, checked, loaded whole or
not at all. The same file twice changes nothing."""

from riskpanel.plans.importing.checking import FIELDS, Checked, check, guess
from riskpanel.plans.importing.loading import keep_upload, load
from riskpanel.plans.importing.reading import Sheet, Unreadable, read

__all__ = ["FIELDS", "Checked", "Sheet", "Unreadable", "check", "guess", "keep_upload", "load", "read"]
