"""The pages on which somebody else is let in: who writes a listing, and an invitation."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from listings.access import claiming, collaborating, inviting, known_practice
from listings.access.forms import ClaimForm, ClinicianForm, CollaboratorForm
from listings.models import Claim, Invitation, Refusal
from providers.document.schema import STEPS
from providers.models import Provider
from providers.models.eligibility import Kind
from psychly.accounts import rate_limits
from psychly.accounts.mailbox import mailbox_first
from psychly.models import User

INVITATIONS_A_DAY = 20  # from one account
CLAIMS_A_DAY = 5  # of one account
A_DAY = 86_400  # seconds
#: Button: the form that it sends.
FORMS = {"writer": CollaboratorForm, "clinician": ClinicianForm}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request, slug):
    """Who writes a listing, who is invited to, and what its owner can do about it.

    What changes who owns it asks for a code from the mailbox first: a session left open is not an account.
    """
    return (_guarded_people if _changes_who_owns(request.POST) else _people)(request, slug)


def _changes_who_owns(post):
    """Whether a press may end in another owner, or takes somebody's right away."""
    action = post.get("action")
    return action in ON_SOMEBODY or (action == "writer" and post.get("role") == Role.OWNER)


def _people(request, slug):
    provider = get_object_or_404(Provider.objects.written_by(request.user), slug=slug)
    forms = {name: form(auto_id=f"id_{name}_%s") for name, form in FORMS.items()}
    if request.method == "POST":
        action = request.POST.get("action", "")
        if action in FORMS:
            form = FORMS[action](request.POST, auto_id=f"id_{action}_%s")
            if _invite(request, provider, action, form):
                return redirect("listings:people", slug)
            return _people_page(request, provider, {**forms, action: form})
        return _pressed(request, provider, action)
    return _people_page(request, provider, forms)


_guarded_people = mailbox_first(_people, after_sign_in=True)


def _people_page(request, provider, forms):
    is_owner = provider.is_owned_by(request.user)
    context = {
        "provider": provider,
        "is_owner": is_owner,
        "is_last_owner": is_owner and len(provider.owners) == 1,
        "is_clinic": provider.kind == Kind.ORGANIZATION,
        "collaborators": provider.collaborators.all(),
        "invited": Invitation.objects.to_write(provider) if is_owner else [],
        "clinicians": Invitation.objects.of_clinic(provider) if is_owner else [],
        "forms": forms,
        "bound": [form for form in forms.values() if form.is_bound],
    }
    status = 429 if any(getattr(form, "is_too_often", False) for form in forms.values()) else 200
    return render(request, "listings/people.html", context, status=status)


def _invite(request, provider, action, form):
    """Send what was typed; return whether it was sent, or say at the form why not."""
    if not form.is_valid():
        return False
    address = form.cleaned_data["address"]
    try:
        if not rate_limits.take_slot(
            "invite", request.user.pk, INVITATIONS_A_DAY, by=uuid.uuid4(), seconds=A_DAY
        ):
            form.is_too_often = True
            form.add_error(None, _("You have sent many invitations today. Send this one tomorrow."))
            return False
        if action == "writer":
            inviting.invite_to_write(provider, address, role=form.cleaned_data["role"], by=request.user)
        elif provider.kind != Kind.ORGANIZATION:
            raise Http404
        else:
            document = known_practice.document_of_clinician(form.cleaned_data["name"], provider)
            inviting.invite_to_be_listed(address, document, by=request.user, clinic=provider)
    except Refusal as refusal:
        form.add_error("address", refusal.sentence)
        return False
    messages.success(request, _("The invitation to %s is on its way.") % address)
    return True


def _pressed(request, provider, action):
    """A press on a button beside somebody's name."""
    try:
        if action == "leave":
            collaborating.leave(provider, by=request.user)
            messages.success(request, _("You no longer write the listing of %s.") % provider.display_name)
            return redirect("listings:dashboard")
        if action == "withdraw":
            row = get_object_or_404(Invitation, pk=number_in(request.POST.get("invitation")))
            if provider.pk not in (row.provider_id, row.clinic_id):
                raise Http404
            inviting.withdraw(row, by=request.user)
            messages.success(request, _("The invitation is withdrawn: its link no longer works."))
        elif action in ON_SOMEBODY:
            pk = number_in(request.POST.get("user"))
            user = get_object_or_404(User, pk=pk, collaborations__provider=provider)
            verb, sentence = ON_SOMEBODY[action]
            verb(provider, user, request.user)
            messages.success(request, sentence() % user)
        else:
            raise Http404
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("listings:people", provider.slug)


Role = collaborating.Role
#: Button: what it does to somebody, and what is said then.
ON_SOMEBODY = {
    "dismiss": (
        lambda provider, user, by: collaborating.dismiss(provider, user=user, by=by),
        lambda: _("%s no longer writes this listing."),
    ),
    "make-owner": (
        lambda provider, user, by: collaborating.set_role(provider, user=user, role=Role.OWNER, by=by),
        lambda: _("%s is an owner now."),
    ),
    "make-editor": (
        lambda provider, user, by: collaborating.set_role(provider, user=user, role=Role.EDITOR, by=by),
        lambda: _("%s is an editor now."),
    ),
    "hand-over": (
        lambda provider, user, by: collaborating.hand_over(provider, user=user, by=by),
        lambda: _("The listing is handed over to %s. You are an editor of it now."),
    ),
}


def number_in(text):
    """The number that a button names; 0, which nothing has, where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request, slug):
    """Say that a public listing is one's own: staff decide, and who owns it is told."""
    provider = get_object_or_404(Provider.objects.published().filter(is_demonstration=False), slug=slug)
    if provider.may_be_written_by(request.user):
        return redirect(reverse("listings:dashboard") + f"#{provider.slug}")
    form = ClaimForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        if rate_limits.take_slot("claim", request.user.pk, CLAIMS_A_DAY, by=provider.pk, seconds=A_DAY):
            claiming.claim_listing(provider, form.cleaned_data["statement"], by=request.user)
            messages.success(request, _("Our staff have your claim on %s.") % provider.display_name)
            return redirect("listings:dashboard")
        form.add_error(None, _("You have claimed many listings today. Claim this one tomorrow."))
        status = 429
    context = {
        "provider": provider,
        "form": form,
        "form_list": [form],
        "is_open": Claim.objects.waiting().filter(provider=provider, by=request.user).exists(),
        "is_owned": bool(provider.owners),
    }
    return render(request, "listings/claim.html", context, status=status)


@login_required
@require_POST
def object_to_claim(request, pk):
    """An owner's press on "This is wrong" beside a claim."""
    row = get_object_or_404(Claim.objects.waiting(), pk=pk, provider__collaborators__user=request.user)
    claiming.object_to(row, by=request.user)
    messages.success(request, _("Noted: our staff see that you object."))
    return redirect("listings:dashboard")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """The link in the mail of an invitation: a visit changes nothing, one button takes it, one ends all."""
    row = inviting.invitation_of(token)
    if row and request.method == "POST":
        if request.POST.get("action") == "never":
            inviting.refuse_for_good(row)
            return render(request, "listings/invitation.html", {"is_refused": True})
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        if row.address == request.user.email:
            return _take(request, row)
    context = {
        "invitation": row,
        "last_day": row and inviting.last_day(row),
        "is_mine": bool(row) and request.user.is_authenticated and request.user.email == row.address,
    }
    return render(request, "listings/invitation.html", context, status=200 if row else 404)


def _take(request, row):
    try:
        taken = inviting.take(row, by=request.user)
    except Refusal as refusal:
        messages.info(request, refusal.sentence)
        return redirect("listings:dashboard")
    if taken.draft:
        messages.success(request, _("This is your draft. Nothing of it is public; read what is filled in."))
        return redirect(taken.draft.address_of(STEPS[0]))
    messages.success(request, _("You write the listing of %s now.") % taken.provider.display_name)
    return redirect("listings:dashboard")
