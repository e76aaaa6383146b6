"""Every address. Our own come first; Wagtail's and allauth's doors that we shut before theirs."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.views.generic import RedirectView, TemplateView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from config.health import healthz
from people.sign_in import EditorAccount


def shut(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
    """A door of Wagtail's or allauth's that Inset does not use (ecosystem.md, gotcha 1)."""
    raise Http404("There is nothing here.")


to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("people.urls")),
    path("", include("cms.urls")),
    path("", include("compliance.urls")),
    path("", include("certificates.urls")),
    path("", include("outbox.urls")),
    path("", include("courses.urls")),
    path("", include("policies.urls")),
    path("", include("scenarios.urls")),
    path("", include("people.sign_in_urls")),
    re_path(r"^accounts/(signup|password|email|confirm-email|3rdparty)(/|$)", shut),
    path("accounts/", include("allauth.account.urls")),
    path("admin/login/", to_sign_in),
    re_path(r"^admin/(password_reset|users|failwhale|account/change_(password|email))(/|$)", shut),
    re_path(r"^_util/login/", to_sign_in),
    path("admin/account/", require_admin_access(EditorAccount.as_view())),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

if settings.DEBUG:
    urlpatterns.append(path("style/", TemplateView.as_view(template_name="cms/style.html")))

urlpatterns.append(path("", include(wagtail_urls)))
