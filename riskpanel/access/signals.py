"""Sign-ins, wrong passwords and sign-outs in the audit trail: by id, never by address."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver

from riskpanel.access import audit
from riskpanel.access.models import User


def _write(action: str, user: User | None, *, decision: str = "allowed", reason: str = "") -> None:
    around = audit.circumstances.get() or audit.Circumstances()
    if user is not None and around.partnership_id is None:
        standing = user.standing
        around.partnership_id = standing.partnership.pk if standing.partnership else None
        around.agency_id = standing.agency.pk if standing.agency else None
    token = audit.circumstances.set(around)
    try:
        with transaction.atomic():
            account = f"account:{user.pk}" if user else "account"
            by = user if decision == "allowed" else None
            audit.record(action=action, by=by, thing=account, decision=decision, reason=reason)
    finally:
        audit.circumstances.reset(token)


@receiver(user_logged_in)
def signed_in(sender: Any, request: Any, user: User, **more: Any) -> None:
    """Somebody signed in."""
    _write("sign_in", user)


@receiver(user_logged_out)
def signed_out(sender: Any, request: Any, user: User | None, **more: Any) -> None:
    """Somebody signed out."""
    if user is not None:
        _write("sign_out", user)


@receiver(user_login_failed)
def not_signed_in(sender: Any, credentials: dict, request: Any = None, **more: Any) -> None:
    """A sign-in failed; the account that was tried is named by id where there is one."""
    address = str(credentials.get("email") or credentials.get("username") or "").lower()
    user = User.objects.filter(email=address).first() if "\x00" not in address else None
    _write("sign_in", user, decision="refused", reason="wrong_password" if user else "no_account")


@receiver([password_set, password_changed, password_reset])
def password_renewed(sender: Any, request: Any, user: User, **more: Any) -> None:
    """Somebody has another password than before."""
    _write("password", user)
