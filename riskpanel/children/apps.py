from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    name = "riskpanel.children"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from riskpanel.children import panel_events  # noqa: F401 - connects the receiver
