"""Articles of an export as drafts: nothing becomes public, and what was taken over once stays as it is."""

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.bibliography.formats import plain_list
from articles.bibliography.identifiers import normalized_doi
from articles.models import Article, FormerSlug, Reference
from articles.models.article import RESERVED_SLUGS
from articles.publishing import save_article
from articles.tasks import look_up
from articles.text.citations import BRACKET
from articles.webflow import old_text
from providers.photos.decoding import read_photo
from providers.photos.keeping import keep_photo

#: What a column may mean, and what sites usually call it.
MEANINGS = {
    "body": ("post body", "body", "content", "article body", "rich text"),
    "deck": ("post summary", "summary", "description", "meta description", "excerpt"),
    "editor": ("edited by", "editor"),
    "author": ("author", "author name", "written by"),
    "references": ("references", "sources", "citations"),
    "cover": ("main image", "thumbnail image", "cover image", "hero image"),
    "cover_alt": ("main image alt", "image alt text", "alt text"),
}


class Came(Enum):
    """What became of a row."""

    NEW = "new drafts"
    KNOWN = "known already, left as they are"
    LEFT = "archived at the old site, left out"
    BAD = "not taken over"


@dataclass
class Outcome:
    """What became of one row, and what an editor should look at."""

    line: int
    name: str
    came: Came
    notes: list = field(default_factory=list)


@dataclass(frozen=True)
class Folder:
    """Where the pictures of an export lie, who takes them over, and those that were stored for a row."""

    path: object
    by: object
    stored: list


def take_over(rows, *, media=None, by=None):
    """Yield the Outcome of each row; each article is stored whole or not at all.

    `media` is a folder with the files of the pictures, by their names; without it they are left out by name.
    """
    for row in rows:
        if row.faults:
            yield Outcome(row.line, row.name or row.slug, Came.BAD, row.faults)
        elif row.is_archived:
            yield Outcome(row.line, row.name, Came.LEFT)
        elif FormerSlug.objects.filter(slug=_slug(row)).exists():
            yield Outcome(row.line, row.name, Came.KNOWN)
        else:
            yield _stored(row, media, by)


def _stored(row, media, by):
    photos = []
    try:
        with transaction.atomic():
            return Outcome(row.line, row.name, Came.NEW, _store(row, media, by, photos))
    except (ValidationError, IntegrityError) as error:
        for photo in photos:  # their rows are undone, their files are not
            default_storage.delete(photo.path())
        words = error.messages if isinstance(error, ValidationError) else [str(error)]
        return Outcome(row.line, row.name, Came.BAD, words)


def _slug(row):
    """The slug of a row in the form that addresses have here; a reserved one gets a word more."""
    slug = slugify(row.slug)[:80] or slugify(row.name)[:80]
    return f"{slug[:72]}-article" if slug in RESERVED_SLUGS else slug


def _store(row, media, by, photos):
    """Make a draft of a row; return sentences about it for the editor. `photos` grows by those stored."""
    media = Folder(media, by, photos)
    taken = old_text.take(row.said.get("body", ""))
    entries = taken.references or old_text.take(row.said.get("references", "")).references
    works, notes = _works(entries)
    body, problems = old_text.joined(taken.markdown, {number: work.key for number, work in works.items()})
    notes += problems
    body, more = _with_pictures(body, taken.pictures, media)
    notes += [*more, *(_("Left out: “%s”") % line[:80] for line in dict.fromkeys(taken.left_out))]
    if taken.guessed_headings:
        notes.append(_("%d headings are guessed: plain lines that are short.") % taken.guessed_headings)
    if not body.strip():
        raise ValidationError(_("It has no text. Which column holds it? Name it in the mapping."))
    article = Article(slug=_slug(row), title=_cut(row.name, 160, "title", notes), body=body)
    article.deck = _deck(row, body, notes)
    article.edited_by = row.said.get("editor", "")[:120] or article.edited_by
    article.byline = row.said.get("author", "")[:120] or article.byline
    article.published_at = row.published or row.created
    if changed := row.updated or row.published:
        article.updated_on = changed.date()
    _take_cover(article, row, media, notes)
    article.full_clean()
    save_article(article, by=by)
    article.collected.set(works.values())
    if _slug(row) != row.slug:
        notes.append(_("The address “%(old)s” is “%(new)s” here.") % {"old": row.slug, "new": article.slug})
    return notes


def _cut(text, longest, name, notes):
    if len(text) > longest:
        notes.append(_("The %(name)s was cut after %(n)s characters.") % {"name": name, "n": longest})
    return text[:longest]


def _deck(row, body, notes):
    if row.said.get("deck"):
        return _cut(" ".join(row.said["deck"].split()), 300, "summary", notes)
    notes.append(_("The summary is the beginning of the text: write one."))
    paragraph = next((p for p in body.split("\n\n") if p and p[0] not in "#!-*>{["), row.name)
    first = BRACKET.sub("", " ".join(paragraph.split())).partition(". ")[0]
    return f"{first[:298].rstrip('. ')}."


def _works(entries):
    """Return ({number: work}, sentences): known works are taken, others stored as guesses and looked up."""
    works, notes = {}, []
    for number, entry in enumerate(entries, start=1):
        found = next((one for one in plain_list.loads(entry) if one.item), None)
        if not found:
            words = _("Reference %(n)s cannot be read: “%(entry)s”")
            notes.append(words % {"n": number, "entry": entry[:120]})
            continue
        doi, pmid = normalized_doi(found.item.get("DOI")), found.item.get("PMID")
        work = Reference.objects.identified_by(doi, pmid).first()
        if not work:
            work = Reference.objects.from_csl({**found.item, "id": _free_key(found.item)}, is_guessed=True)
            if doi or pmid:
                look_up.enqueue(work.pk)
            notes.append(_("Reference %(n)s is guessed: @%(key)s") % {"n": number, "key": work.key})
        works[number] = work
    return works, notes


def _free_key(item):
    """Return a key like berman2000, with a letter when it is taken."""
    author = next(iter(item.get("author") or []), {})
    name = slugify(author.get("family") or author.get("literal") or item.get("title", ""))
    year = (item.get("issued") or {}).get("date-parts", [[""]])[0][0]
    root = f"{name.replace('-', '')[:40] or 'work'}{year}"
    taken = set(Reference.objects.filter(key__startswith=root).values_list("key", flat=True))
    endings = ["", *(chr(ord("a") + n) for n in range(1, 26)), *(f"-{n}" for n in range(27, 1000))]
    return next(root + ending for ending in endings if root + ending not in taken)


def _with_pictures(body, pictures, media):
    """Return the text with each picture in its place, and sentences about those that are left out."""
    notes = []
    for number, picture in enumerate(pictures, start=1):
        shown = ""
        photo = _photo(picture.file_name, media, notes)
        if photo:
            shown = f'![{picture.alt}](/media/{photo.path()} "")'
            shown += f"\n{picture.caption}" if picture.caption else ""
            lacks = [_("a credit"), *([] if picture.alt else [_("alternative text")])]
            words = _("The picture %(name)s needs %(what)s.")
            notes.append(words % {"name": picture.file_name, "what": ", ".join(lacks)})
        body = body.replace(f"{{{{picture {number}}}}}", shown)
    return body, notes


def _take_cover(article, row, media, notes):
    """Keep the cover with its words; without words or credit it cannot stand, so the editor is told."""
    name = old_text.Picture(row.said.get("cover", ""), "").file_name
    if not name:
        return
    alt = row.said.get("cover_alt", "")[:300]
    if photo := _photo(name, media, notes):
        article.cover, article.cover_alt = photo, alt or _("To be described.")
        article.cover_credit = _("To be confirmed.")
        notes.append(_("The cover needs a credit and a look at its alternative text."))


def _photo(name, media, notes):
    """Keep the picture of this name, None when it is not there or is none."""
    path = Path(media.path) / Path(name).name if media.path and name else None
    if not path or not path.is_file():
        notes.append(_("The picture %s is not in the folder: it was left out.") % name)
        return None
    try:
        with path.open("rb") as opened:
            photo = keep_photo(read_photo(File(opened)), by=media.by)
    except ValidationError as error:
        notes.append(f"{name}: {' '.join(error.messages)}")
        return None
    media.stored.append(photo)
    return photo
