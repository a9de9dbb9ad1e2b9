"""The ui room as a Django application: static files and template tags, no tables."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers the room."""

    name = "riskpanel.ui"
    label = "ui"
    verbose_name = "How things look"
