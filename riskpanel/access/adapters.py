"""How people sign in: by an account that an administrator made, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedSignUp(DefaultAccountAdapter):
    """Nobody makes an account for themselves."""

    def is_open_for_signup(self, request) -> bool:
        return False
