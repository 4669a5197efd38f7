"""Addresses of Get Listed and of a therapist's own listing."""

from django.urls import path

from listings import step_views, views

app_name = "listings"
urlpatterns = [
    path("get-listed/", views.about, name="about"),
    path("get-listed/<slug:name>/", step_views.step, name="step"),
    path("listing/", views.dashboard, name="dashboard"),
    path("listing/confirm/<str:token>/", views.confirm, name="confirm"),
    path("listing/<slug:verb>/", views.act, name="act"),
]
