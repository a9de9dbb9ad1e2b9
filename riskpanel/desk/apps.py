from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "riskpanel.desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from riskpanel.desk.notices import listening  # noqa: F401 - connects the receiver
