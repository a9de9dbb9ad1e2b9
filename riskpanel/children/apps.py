from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    name = "riskpanel.children"
    default_auto_field = "django.db.models.BigAutoField"
