"""The editors' desk: articles and the works they cite."""

from django.contrib import admin

from articles.admin.article import ArticleAdmin, PersonAdmin
from articles.admin.reference import ReferenceAdmin
from articles.admin.review import ReviewAdmin
from articles.admin.study import SideEffectAdmin, StudyAdmin
from articles.admin.versions import VersionAdmin
from articles.models import Article, ArticleVersion, Person, Reference, Review, SideEffect, Study

admin.site.register(Article, ArticleAdmin)
admin.site.register(Reference, ReferenceAdmin)
admin.site.register(Person, PersonAdmin)
admin.site.register(ArticleVersion, VersionAdmin)
admin.site.register(Review, ReviewAdmin)
admin.site.register(Study, StudyAdmin)
admin.site.register(SideEffect, SideEffectAdmin)
