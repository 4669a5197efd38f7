"""Addresses of Get Listed and of a therapist's own listings.

A draft or an edit is named by its number in the address, a public listing by its slug in the form.
"""

from django.urls import path

from listings import views
from listings.access import membership_views
from listings.access import views as access_views
from listings.account import views as account_views
from listings.steps import views as step_views

app_name = "listings"
urlpatterns = [
    path("get-listed/", views.about, name="about"),
    path("get-listed/<slug:name>/", step_views.new, name="new"),
    path("listing/", views.dashboard, name="dashboard"),
    path("listing/confirm/<str:token>/", views.confirm, name="confirm"),
    path("listing/your-data/", account_views.your_data, name="your-data"),
    path("listing/your-data/export/", account_views.export, name="export"),
    path("listing/your-data/code/", account_views.send_code, name="delete-code"),
    path("listing/your-data/delete/", account_views.delete_account, name="delete-account"),
    path("listing/people/<slug:slug>/", access_views.people, name="people"),
    path("listing/members/<slug:slug>/", membership_views.members, name="members"),
    path("listing/switch/<slug:slug>/", views.switch, name="switch"),
    path("listing/claim/<slug:slug>/", access_views.claim, name="claim"),
    path("listing/objection/<int:pk>/", access_views.object_to_claim, name="object"),
    path("listing/invitation/<str:token>/", access_views.invitation, name="invitation"),
    path("listing/<int:pk>/", views.one, name="one"),
    path("listing/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("listing/<int:pk>/bring-back/", views.bring_back, name="bring-back"),
    path("listing/<int:pk>/again/", views.again, name="again"),
    path("listing/<int:pk>/<slug:name>/", step_views.step, name="step"),
    path("listing/<slug:verb>/", views.act, name="act"),
]
