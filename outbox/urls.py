"""Addresses of the outbox."""

from django.urls import path

from outbox import views

urlpatterns = [path("demo/outbox/", views.demo_outbox, name="demo_outbox")]
