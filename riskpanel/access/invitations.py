"""How somebody gets a first or a new password: by a link that is sent to their own address."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from riskpanel.access.models import User


def set_password_path(user: User) -> str:
    """The path at which the person sets a password; it works once, and for a few days."""
    token = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": token})
