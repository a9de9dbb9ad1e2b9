from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "riskpanel.access"
    default_auto_field = "django.db.models.BigAutoField"
