"""Articles, the works they cite, and every version that readers saw."""

from articles.models.article import Article, ArticleVersion, Citation, WrongState
from articles.models.page import ArticlePage
from articles.models.reference import Contributor, Reference

__all__ = ["Article", "ArticlePage", "ArticleVersion", "Citation", "Contributor", "Reference", "WrongState"]
