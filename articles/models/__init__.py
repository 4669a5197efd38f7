"""Articles, the works they cite, the people behind them, and every version of their texts."""

from articles.models.article import Article
from articles.models.citation import Citation, FormerReference, FormerSlug
from articles.models.contributor import Contributor
from articles.models.exemption import Exemption
from articles.models.moves import Step
from articles.models.notice import WorkNotice
from articles.models.person import Credit, Person
from articles.models.reference import Reference
from articles.models.study import Direction, SideEffect, Study, StudyCondition
from articles.models.version import ArticleVersion, Review
from articles.models.working_copy import WorkingCopy

__all__ = [
    "Article",
    "ArticleVersion",
    "Citation",
    "Contributor",
    "Credit",
    "Direction",
    "Exemption",
    "FormerReference",
    "FormerSlug",
    "Person",
    "Reference",
    "Review",
    "SideEffect",
    "Step",
    "Study",
    "StudyCondition",
    "WorkNotice",
    "WorkingCopy",
]
