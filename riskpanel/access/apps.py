from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "riskpanel.access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from riskpanel.access import signals  # noqa: F401 - connects the receivers
