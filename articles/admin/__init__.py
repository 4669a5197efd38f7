"""The editors' desk: articles and the works they cite."""

from django.contrib import admin

from articles.admin.article import ArticleAdmin, PersonAdmin
from articles.admin.reference import ReferenceAdmin
from articles.admin.versions import ReviewAdmin, VersionAdmin
from articles.models import Article, ArticleVersion, Person, Reference, Review

admin.site.register(Article, ArticleAdmin)
admin.site.register(Reference, ReferenceAdmin)
admin.site.register(Person, PersonAdmin)
admin.site.register(ArticleVersion, VersionAdmin)
admin.site.register(Review, ReviewAdmin)
