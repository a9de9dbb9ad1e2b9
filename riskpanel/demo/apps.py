from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "riskpanel.demo"
    default_auto_field = "django.db.models.BigAutoField"
