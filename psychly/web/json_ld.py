"""Structured data for a page's `<script type="application/ld+json">`."""

import json


class JsonLd(str):
    """A document for search engines, as text that a template prints as `{{ document }}`.

    `__html__` is the protocol that Django's escaping asks before it escapes: the JSON already holds
    `<`, `>` and `&` as Unicode escapes, so no value can end the script element (the rule of Django's own
    `json_script`).
    """

    ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}

    def __new__(cls, document):
        """Write a dictionary of schema.org terms as JSON."""
        text = json.dumps({"@context": "https://schema.org", **document})
        return super().__new__(cls, text.translate(cls.ESCAPES))

    def __html__(self):
        """The JSON, escaped already."""
        return self
