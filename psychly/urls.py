"""Every address of the site."""

from allauth.mfa.totp.views import activate_totp
from csp.decorators import csp_update
from django.contrib import admin
from django.urls import include, path

from psychly import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    # The QR code of an authenticator app is a data: image.
    path("accounts/2fa/totp/activate/", csp_update({"img-src": ["data:"]})(activate_totp)),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
