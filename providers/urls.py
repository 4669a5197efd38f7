"""Addresses under /providers/. `in`, `places`, `search`, `map` and `api` are reserved, never a slug."""

from django.urls import path

from providers import views
from providers.maps import views as map_views
from providers.places import views as place_views

app_name = "providers"
urlpatterns = [
    path("", views.search, name="search"),
    path("map.svg", map_views.drawn_map, name="map"),
    path("places", place_views.complete, name="places"),
    path("in/<slug:state_slug>/", views.landing_page, name="state"),
    path("in/<slug:state_slug>/<slug:city_slug>/", views.landing_page, name="city"),
    path("<slug:slug>/", views.profile, name="profile"),
    path("<slug:slug>/map.svg", map_views.places_map, name="places_map"),
    path("<slug:slug>/contact/", views.contact, name="contact"),
    path("<slug:slug>/contact/sent/", views.contact_sent, name="contact_sent"),
    path("<slug:slug>/report/", views.report, name="report"),
    path("<slug:slug>/report/sent/", views.report_sent, name="report_sent"),
]
