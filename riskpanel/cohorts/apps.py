from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "riskpanel.cohorts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Puts what the lists say of a child on the child's pages."""
        from riskpanel.children.parts import offers
        from riskpanel.cohorts.presenters.on_child import part

        offers(part)
