from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "riskpanel.plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lets the pages of a child offer what cannot wait."""
        from riskpanel.children.parts import offers
        from riskpanel.plans.on_child import part

        offers(part)
