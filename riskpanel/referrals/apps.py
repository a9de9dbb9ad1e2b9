from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "riskpanel.referrals"
    default_auto_field = "django.db.models.BigAutoField"
