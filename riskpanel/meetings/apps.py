from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "riskpanel.meetings"
    default_auto_field = "django.db.models.BigAutoField"
