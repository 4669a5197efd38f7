"""Addresses of the site that this one replaces: another folder, the same last part."""

import re

from django.shortcuts import redirect

from articles.models import Article

SLUG = re.compile(r"[A-Za-z0-9_-]{1,80}")


class OldAddresses:
    """Lead an address that this site does not have to the public article whose slug it ends with.

    Articles of the old site lay in a folder of its own, like /post/sleep. What a page of ours does not find
    is not looked at, so that a missing provider never becomes an article.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer, or lead on where nothing was found."""
        response = self.get_response(request)
        if response.status_code != 404 or request.resolver_match or request.method not in ("GET", "HEAD"):
            return response
        slug = request.path_info.rstrip("/").rpartition("/")[2]
        if not SLUG.fullmatch(slug):
            return response
        article = Article.objects.published().filter(slugs__slug=slug).first()
        return redirect(article, permanent=True) if article else response
