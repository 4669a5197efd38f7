"""What a visitor asks of the list of articles."""

from django import forms
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.search.asking import ask
from providers.models import Condition, Treatment


class ListForm(forms.Form):
    """`?q=` words, `?topic=` the slug of a treatment or condition, `?page=`; every one optional."""

    q = forms.CharField(label=_("Search the articles"), required=False, max_length=100)
    topic = forms.SlugField(required=False, max_length=50, widget=forms.HiddenInput)

    @cached_property
    def answer(self):
        """The Answer to the words asked for, None when there are none."""
        return ask(self.words) if self.words else None

    def articles(self):
        """Return the published articles asked for, the newest or the best first.

        A queryset for all of a topic, a list of primary keys for words; none when nobody can understand it.
        """
        if not self.is_valid():
            return Article.objects.none()
        about = Article.objects.published().about(self.cleaned_data["topic"])
        if not self.answer:
            return about
        allowed = set(about.filter(pk__in=self.answer.pks).values_list("pk", flat=True))
        return [pk for pk in self.answer.pks if pk in allowed]

    @property
    def words(self):
        """The words asked for, "" for none."""
        return self.cleaned_data["q"] if self.is_valid() else ""

    @property
    def page(self):
        """The page asked for, as typed; the paginator answers nonsense with the first or last page."""
        return self.data.get("page")

    @cached_property
    def topics(self):
        """Treatments and conditions that published articles are about."""
        public = Article.objects.published().values("pk")
        of_any = Q(articles__in=public) | Q(told_of_in__in=public)
        return [*Treatment.objects.filter(of_any).distinct(), *Condition.objects.filter(of_any).distinct()]

    def canonical_query(self, number):
        """Return what names page `number` of this list for search engines, "" for the whole list."""
        named = {"topic": self.cleaned_data["topic"]} if self.subject else {}
        named |= {"page": number} if number > 1 and not self.words else {}
        return f"?{urlencode(named)}" if named else ""

    @cached_property
    def subject(self):
        """The treatment or condition asked for, None for none or one that no article is about."""
        asked = self.is_valid() and self.cleaned_data["topic"]
        return next((topic for topic in self.topics if topic.slug == asked), None)

    @property
    def providers_query(self):
        """What asks the directory for providers that offer or treat the topic."""
        kind = "treatment" if isinstance(self.subject, Treatment) else "condition"
        return f"?{urlencode({kind: self.subject.slug})}"
