"""Letters that go out at once, where an installation wants that: see RISKPANEL_SEND_AT_ONCE."""

from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.utils import timezone

from riskpanel.desk.notices.sending import send_waiting
from riskpanel.partnership.notices import told


@receiver(told)
def send_at_once(sender: Any, notices: list[int], **more: Any) -> None:
    """Sends the letters of notices whose transaction has ended well. Elsewhere they wait for the timer, so
    that a slow mail server keeps nobody's page."""
    if settings.RISKPANEL_SEND_AT_ONCE and notices:
        send_waiting(timezone.now(), notices)
