"""The site's addresses, and one that only says hello."""

from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [path("hello", lambda request: HttpResponse("hello")), path("", include("psychly.urls"))]
