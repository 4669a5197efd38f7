"""Articles, the works they cite, and every version that readers saw."""

from articles.models.article import Article, Citation, FormerSlug, WrongState
from articles.models.page import ArticlePage
from articles.models.reference import Contributor, Reference
from articles.models.version import ArticleVersion, Review

__all__ = [
    "Article",
    "ArticlePage",
    "ArticleVersion",
    "Citation",
    "Contributor",
    "FormerSlug",
    "Reference",
    "Review",
    "WrongState",
]
