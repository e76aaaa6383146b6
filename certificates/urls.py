"""Addresses of the certificates room."""

from django.urls import path

from certificates import export_views, pocket_views, verify_views, views

urlpatterns = [
    path("my-certificates/", views.my_certificates, name="my_certificates"),
    path("certificates/<str:number>.pdf", views.certificate_pdf, name="certificate_pdf"),
    path("certificates/<str:number>/", views.certificate_page, name="certificate"),
    path("card/pocket.pdf", pocket_views.pocket_card, name="pocket_card"),
    path("verify/", verify_views.verify_form, name="verify_form"),
    path("verify/<path:number>/", verify_views.verify, name="verify"),
    path("school/certificates/", export_views.export_certificates, name="export_certificates"),
]
