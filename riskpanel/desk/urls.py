from django.urls import path  # noqa: F401 - filled as views are added

urlpatterns = []
