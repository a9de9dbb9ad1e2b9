"""Addresses of the weekly lists."""



urlpatterns = []
