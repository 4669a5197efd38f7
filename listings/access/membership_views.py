"""The page on which a practice and its clinicians' own listings are linked."""

from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from listings.access import memberships
from listings.access.views import number_in
from listings.models import Refusal
from providers.models import Membership, Provider
from providers.models.eligibility import Kind


class MembershipForm(forms.Form):
    """Who of a practice it is, and the address of their own listing."""

    person = forms.ChoiceField(
        label=gettext_lazy("Person"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose the person.")),
    )
    listing = forms.CharField(
        label=gettext_lazy("Address of their listing"),
        help_text=gettext_lazy("As the browser shows it on their public page."),
        error_messages={"required": gettext_lazy("Enter the address of their public page.")},
    )

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.fields["person"].choices = [("", "—"), *people]

    def clean_listing(self):
        """The public provider at the address."""
        try:
            match = resolve(urlsplit(self.cleaned_data["listing"].strip()).path)
        except (Resolver404, ValueError):
            match = None
        slug = match.kwargs.get("slug") if match and match.view_name == "providers:profile" else None
        found = Provider.objects.published().filter(slug=slug).first() if slug else None
        if found is None:
            raise forms.ValidationError(_("No public listing has this address."))
        return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def members(request, slug):
    """Who of a practice has a listing of their own, and at which practices a clinician works."""
    provider = get_object_or_404(Provider.objects.written_by(request.user), slug=slug)
    form = _form(provider)
    if request.method == "POST":
        if not provider.is_owned_by(request.user):
            raise PermissionDenied
        if request.POST.get("action") == "ask" and form:
            form = _form(provider, request.POST)
            if _ask(request, provider, form):
                return redirect("listings:members", slug)
        else:
            _pressed(request, provider)
            return redirect("listings:members", slug)
    rows = list(Membership.objects.of(provider))
    context = {
        "provider": provider,
        "is_owner": provider.is_owned_by(request.user),
        "is_practice": provider.kind == Kind.ORGANIZATION,
        "rows": [(row, row.clinician if row.practice_id == provider.pk else row.practice) for row in rows],
        "form": form,
        "bound": [form] if form and form.is_bound else [],
    }
    return render(request, "listings/members.html", context)


def _form(provider, data=None):
    """The form of a practice whose listing names people; None of any other."""
    people = [(person.key, person.name) for person in provider.listing.you.people if person.name]
    if provider.kind != Kind.ORGANIZATION or not people:
        return None
    return MembershipForm(data, people=people, auto_id="id_member_%s")


def _ask(request, provider, form):
    """Ask what was typed; return whether it was asked, or say at the form why not."""
    if not form.is_valid():
        return False
    clinician = form.cleaned_data["listing"]
    try:
        memberships.ask(provider, form.cleaned_data["person"], clinician, by=request.user)
    except Refusal as refusal:
        form.add_error("listing", refusal.sentence)
        return False
    messages.success(request, _("We asked the owner of %s. It is public once they agree.") % clinician)
    return True


def _pressed(request, provider):
    """Agree to a membership, or end it."""
    row = Membership.objects.of(provider).filter(pk=number_in(request.POST.get("membership"))).first()
    action = request.POST.get("action")
    if row is None:  # the other side has ended it meanwhile
        messages.info(request, _("It has ended already."))
    elif action == "agree":
        memberships.agree(row, by=request.user)
        messages.success(request, _("Both listings lead to each other now."))
    elif action == "end":
        memberships.end(row, by=request.user)
        messages.success(request, _("It has ended: neither listing leads to the other."))
    else:
        raise Http404
