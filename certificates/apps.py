"""Certificates, the page that checks them, export."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
