from django.urls import path

from riskpanel.demo import views

urlpatterns = [
    path("", views.demo, name="demo"),
    path("<slug:key>/", views.demo_sign_in, name="demo_sign_in"),
]
