"""How BibTeX and biblatex call kinds of works, fields and people, and what CSL calls them."""

ENTRY_TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "entry-encyclopedia": "incollection",
    "paper-conference": "inproceedings",
    "thesis": "thesis",
    "report": "techreport",
    "webpage": "online",
    "post-weblog": "online",
    "dataset": "dataset",
    "software": "software",
    "legislation": "legislation",
    "legal_case": "jurisdiction",
    "motion_picture": "video",
    "broadcast": "audio",
}
DEFAULT_TYPES = {
    "article": "article-journal",
    "book": "book",
    "booklet": "book",
    "proceedings": "book",
    "incollection": "chapter",
    "inbook": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "manual": "report",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "dataset": "dataset",
    "software": "software",
    "legislation": "legislation",
    "legal": "legislation",
    "jurisdiction": "legal_case",
    "suppbook": "chapter",
    "inreference": "entry-encyclopedia",
    "mvbook": "book",
    "collection": "book",
    "mvcollection": "book",
    "periodical": "article-journal",
    "suppperiodical": "article-journal",
    "unpublished": "article",
    "misc": "article",
    "bachelorsthesis": "thesis",
    "mvproceedings": "book",
    "mvreference": "book",
    "reference": "book",
    "bookinbook": "chapter",
    "supcollection": "chapter",
    "suppcollection": "chapter",
    "video": "motion_picture",
    "movie": "motion_picture",
    "audio": "broadcast",
    "patent": "patent",
    "presentation": "speech",
}
#: What biblatex (manual 2.1.1) calls kinds of an @article; others travel under the name that CSL gives them.
SUBTYPES = {"article-newspaper": "newspaper", "article-magazine": "magazine"}
SUBTYPES_READ = {subtype: kind for kind, subtype in SUBTYPES.items()}
CONTAINERS = {
    "article": "journal",
    "incollection": "booktitle",
    "inproceedings": "booktitle",
    "online": "organization",
}
#: What an entry type calls who published it; the others say `publisher`.
HOUSES = {"techreport": "institution", "thesis": "institution", "phdthesis": "school"}
#: Entry types whose `number` is the number of the work; in others it counts issues or a series.
NUMBERED = {
    *("techreport", "report", "phdthesis", "mastersthesis", "thesis", "patent", "misc", "online", "dataset"),
    *("software", "legislation", "jurisdiction", "manual", "unpublished"),
}
FIELDS = {
    "volume": "volume",
    "edition": "edition",
    "publisher-place": "address",
    "ISBN": "isbn",
    "genre": "type",
    "status": "pubstate",
    "version": "version",
    "section": "section",
    "authority": "authority",
    "archive": "archive",
    "event-title": "eventtitle",
    "event-place": "venue",
    "PMID": "pmid",
}
#: Fields that LaTeX does not read: addresses are written as they are.
VERBATIM = {"DOI": "doi", "URL": "url"}
READ_AS = {field: name for name, field in FIELDS.items()} | {
    "location": "publisher-place",
    "journal": "container-title",
    "journaltitle": "container-title",
    "booktitle": "container-title",
    "eprinttype": "archive",
    "pmcid": "PMCID",
    "series": "collection-title",
    "volumes": "number-of-volumes",
}
#: Who published it, in the order in which one of them is taken.
PUBLISHERS = ("publisher", "institution", "school", "organization")
SUBTITLES = {"title": "subtitle", "booktitle": "booksubtitle", "journaltitle": "journalsubtitle"}
ROLES = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "container-author": "bookauthor",
    **{role: role for role in ("director", "host", "narrator", "chair", "illustrator", "contributor")},
    "executive-producer": "executiveproducer",
}
INHERITED = (
    *("editor", "year", "date", "month", "publisher", "address", "location", "edition", "volume", "isbn"),
    *("journal", "journaltitle", "series", "institution", "organization", "booksubtitle"),
)
#: What biblatex's keys for kinds of work and states of publication mean.
KEYS = {
    **{"phdthesis": "Doctoral dissertation", "mathesis": "Master’s thesis", "candthesis": "Candidate thesis"},
    **{"mastersthesis": "Master’s thesis", "bathesis": "Bachelor’s thesis", "techreport": "Technical report"},
    **{"bachelorsthesis": "Bachelor’s thesis", "resreport": "Research report", "patreq": "Patent request"},
    **{"software": "Computer software", "datacd": "Data CD", "audiocd": "Audio CD"},
    **{"inpress": "in press", "inpreparation": "in preparation", "prepublished": "prepublished"},
}

#: Every field that is read, whatever becomes of it; the others are named to whoever imports them.
KNOWN = {
    *(
        *READ_AS,
        *VERBATIM.values(),
        *PUBLISHERS,
        *ROLES.values(),
        *SUBTITLES,
        *SUBTITLES.values(),
        *INHERITED,
    ),
    *("crossref", "entrysubtype", "pages", "number", "issue", "eid", "chapter", "titleaddon", "howpublished"),
    *("maintitle", "mainsubtitle", "note", "addendum", "annote", "date", "year", "month", "day"),
    *("origdate", "urldate", "eprint", "archiveprefix", "primaryclass"),
}
