"""Addresses of the articles, below /articles/."""

from django.urls import path
from django.views.decorators.http import conditional_page

from articles import feeds, views

app_name = "articles"
urlpatterns = [
    path("", views.articles, name="list"),
    path("feed/", conditional_page(feeds.NewestArticles()), name="feed"),
    path("feed/<slug:topic>/", conditional_page(feeds.NewestOfTopic()), name="topic_feed"),
    path("preview/<str:token>/", views.preview, name="preview"),
    path("<slug:slug>/", views.article, name="article"),
    path("<slug:slug>/references.<str:format>", views.references, name="references"),
]
