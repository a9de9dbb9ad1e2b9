"""E-mail through GOV.UK Notify: a mail backend as Django knows it, with Notify's own client behind it.

A template at Notify has `((subject))` as its subject and `((body))` as its text. Notify carries no
calendar files, so a letter with one goes with its text alone, which says where the file is.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

LETTER = "X-Riskpanel-Letter"
"""The header by which a letter says what it is, for a template of its own: notice, invitation, digest."""


class EmailBackend(BaseEmailBackend):
    """Hands each message to Notify, once for each address. Raises Notify's HTTPError where it refuses one,
    unless `fail_silently`."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.client = NotificationsAPIClient(
            settings.RISKPANEL_NOTIFY_KEY,
            base_url=settings.RISKPANEL_NOTIFY_URL,
            timeout=settings.EMAIL_TIMEOUT,
        )

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Sends the messages; how many went out."""
        return sum(self._sent(message) for message in email_messages)

    def _sent(self, message: EmailMessage) -> bool:
        told = {"subject": message.subject, "body": message.body}
        try:
            for address in message.recipients():
                self.client.send_email_notification(
                    email_address=address, template_id=_template(message), personalisation=told
                )
        except APIError:
            if not self.fail_silently:
                raise
            return False
        return True


def _template(message: EmailMessage) -> str:
    """The template of that kind of letter, else the one for every letter."""
    templates = settings.RISKPANEL_NOTIFY_TEMPLATES
    return templates.get(message.extra_headers.get(LETTER, ""), templates["notice"])
