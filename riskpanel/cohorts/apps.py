from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "riskpanel.cohorts"
    default_auto_field = "django.db.models.BigAutoField"
