from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "riskpanel.plans"
    default_auto_field = "django.db.models.BigAutoField"
