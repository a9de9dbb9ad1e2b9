from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "riskpanel.referrals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Puts what is done before the panel meets on the child's first page."""
        from riskpanel.children.parts import offers
        from riskpanel.referrals.presenters.on_child import part

        offers(part)
