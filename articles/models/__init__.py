"""Articles, the works they cite, and every version that readers saw."""

from articles.models.article import Article, ArticleVersion, Citation, WrongState
from articles.models.reference import Contributor, Reference

__all__ = ["Article", "ArticleVersion", "Citation", "Contributor", "Reference", "WrongState"]
