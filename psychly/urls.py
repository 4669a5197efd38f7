"""Every address of the site."""

from allauth.account.views import email
from allauth.mfa.totp.views import activate_totp
from allauth.mfa.webauthn.views import add_webauthn
from csp.decorators import csp_update
from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from articles.views import evidence, evidence_page, glossary, reference
from providers.api.answers import api
from providers.photos.views import photo
from providers.profile.legal_feed import LegalChanges
from providers.views import legal_status, state_law
from psychly import views
from psychly.accounts import mailbox, session_views
from psychly.accounts.mailbox import mailbox_first
from psychly.accounts.sign_in_views import AddressPage, CodePage, link_page
from psychly.sitemaps import SITEMAPS

handler400 = views.bad_request
handler429 = "psychly.views.too_many"  # the sign-in library asks for it by this name
handler500 = views.server_error
urlpatterns = [
    path("", views.home, name="home"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS}, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        sitemaps.sitemap,
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    path("favicon.ico", views.icon),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("privacy/", views.policy, {"name": "privacy"}, name="privacy"),
    path("health-data/", views.policy, {"name": "health_data"}, name="health_data"),
    path("about/", views.policy, {"name": "about"}, name="about"),
    path("editorial-policy/", views.policy, {"name": "editorial_policy"}, name="editorial_policy"),
    path("verification/", views.policy, {"name": "verification"}, name="verification"),
    path("providers/", include("providers.urls")),
    path("", include("listings.urls")),
    path("api/v1/", api.urls),
    path("legal-status/", legal_status, name="legal_status"),
    path("legal-status/changes/", LegalChanges(), name="legal_changes"),
    path("legal-status/<slug:slug>/", state_law, name="state_law"),
    # The QR code of an authenticator app is a data: image.
    path(
        "accounts/2fa/totp/activate/",
        csp_update({"img-src": ["data:"]})(mailbox_first(activate_totp, after_sign_in=True)),
    ),
    path("accounts/2fa/webauthn/add/", mailbox_first(add_webauthn, after_sign_in=True)),
    path("accounts/email/", mailbox_first(email, methods=["POST"])),
    path("accounts/email/undo/<str:token>/", session_views.undo_address_change, name="account_undo_change"),
    path("accounts/reauthenticate/", mailbox.confirm, name="account_reauthenticate"),
    path("accounts/login/", AddressPage.as_view(), name="account_login"),
    path("accounts/login/code/confirm/", CodePage.as_view(), name="account_confirm_login_code"),
    path("accounts/login/link/<str:token>/", link_page, name="account_sign_in_link"),
    path("accounts/sessions/", session_views.sessions, name="account_sessions"),
    path("accounts/sessions/end/", session_views.end_sessions, name="account_end_sessions"),
    path("accounts/sessions/<int:number>/end/", session_views.end_session, name="account_end_session"),
    # One way in for new and known addresses; nobody has a password.
    path("accounts/signup/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("accounts/login/code/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("accounts/logout/", views.sign_out, name="account_logout"),
    path("accounts/password/<path:rest>", views.no_passwords),
    re_path("^admin/password_change/", views.no_passwords),
    path("accounts/", include("allauth.urls")),
    path("articles/", include("articles.urls")),
    path("media/photos/<str:name>", photo, name="photo"),
    path("references/<int:pk>/", reference, name="reference"),
    path("glossary/", glossary, name="glossary"),
    path("evidence/", evidence, name="evidence"),
    path("evidence/<slug:slug>/", evidence_page, name="evidence_page"),
    path("admin/", admin.site.urls),
]
