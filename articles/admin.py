"""The editors' desk: articles and the works they cite."""

from django.contrib import admin

from articles.article_admin import ArticleAdmin, PersonAdmin
from articles.history_admin import ReviewAdmin, VersionAdmin
from articles.models import Article, ArticleVersion, Person, Reference, Review
from articles.reference_admin import ReferenceAdmin

admin.site.register(Article, ArticleAdmin)
admin.site.register(Reference, ReferenceAdmin)
admin.site.register(Person, PersonAdmin)
admin.site.register(ArticleVersion, VersionAdmin)
admin.site.register(Review, ReviewAdmin)
