"""Addresses of static files."""

from django.template import Context, Engine, Template

from psychly.web.static_files import StaticFilesStorage


def test_a_file_that_is_collected_anew_has_its_new_address(tmp_path):
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")
    storage.hashed_files = {"a.css": "a.1.css"}
    assert [storage.url("a.css"), storage.url("a.css")] == ["/static/a.1.css"] * 2
    storage.hashed_files = {"a.css": "a.2.css"}
    assert list(storage.post_process({}, dry_run=True)) == []
    assert storage.url("a.css") == "/static/a.2.css"


def test_pages_show_the_plain_name_while_debugging(tmp_path, settings):
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")
    storage.hashed_files = {"a.css": "a.1.css"}
    assert storage.url("a.css") == "/static/a.1.css"
    settings.DEBUG = True
    assert storage.url("a.css") == "/static/a.css"


def test_our_static_tag_prints_what_djangos_prints():
    source = '{% load static %}{% static "css/site.css" %} {% static name as kept %}{{ kept }}'
    context = Context({"name": "js/a&b.js"})
    plain = Engine(libraries={"static": "django.templatetags.static"})
    assert Template(source).render(context) == plain.from_string(source).render(context)
