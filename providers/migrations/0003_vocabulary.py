"""The first terms of the six taxonomies. A term's bit is given here once and never reused."""

from django.db import migrations

# slug, name, plain sentence, practice, may be remote, a drug is given, takes conditions
TREATMENTS = [
    (
        "ketamine-infusion",
        "Ketamine infusion (IV)",
        "Ketamine through a vein over about 40 minutes, with monitoring.",
        "prescriber",
        False,
        True,
        True,
    ),
    (
        "ketamine-injection",
        "Ketamine injection (IM)",
        "Ketamine as a shot into a muscle, with monitoring.",
        "prescriber",
        False,
        True,
        True,
    ),
    (
        "ketamine-oral",
        "Oral or under-the-tongue ketamine",
        "A lozenge or tablet, at the clinic or prescribed for home.",
        "prescriber",
        True,
        True,
        True,
    ),
    (
        "esketamine",
        "Esketamine nasal spray (Spravato)",
        "An FDA-approved nasal spray, given and monitored for two hours in a certified setting.",
        "prescriber",
        False,
        True,
        True,
    ),
    (
        "ketamine-assisted-psychotherapy",
        "Ketamine-assisted psychotherapy",
        "Ketamine combined with therapy sessions before, during or after.",
        "prescriber-with-therapist",
        True,
        True,
        True,
    ),
    (
        "group-ketamine-therapy",
        "Group ketamine therapy",
        "Ketamine-assisted therapy in a small group.",
        "prescriber-with-therapist",
        False,
        True,
        True,
    ),
    (
        "psilocybin-services",
        "Psilocybin services",
        "A supervised psilocybin session at a licensed service or healing center; not medical treatment.",
        "facilitator",
        False,
        True,
        False,
    ),
    (
        "integration-therapy",
        "Preparation and integration therapy",
        "Talking therapy before or after a psychedelic experience; no drug is given.",
        "therapist",
        True,
        False,
        True,
    ),
    (
        "medical-evaluation",
        "Medical evaluation",
        "An assessment of whether one of these treatments could suit you.",
        "prescriber",
        True,
        False,
        True,
    ),
    (
        "clinical-trial",
        "Clinical trial site",
        "A research site that may be looking for participants.",
        "site",
        False,
        False,
        True,
    ),
    (
        "harm-reduction",
        "Harm-reduction counseling",
        "Honest, non-judging advice on staying safer.",
        "therapist",
        True,
        False,
        True,
    ),
]
CONDITIONS = [
    ("depression", "Depression", "Low mood, loss of interest, or both, most days."),
    (
        "treatment-resistant-depression",
        "Treatment-resistant depression",
        "Depression that stayed after two or more treatments.",
    ),
    ("bipolar-depression", "Bipolar depression", "Low phases of bipolar disorder."),
    ("postpartum-depression", "Postpartum depression", "Depression after giving birth."),
    (
        "suicidal-thoughts",
        "Suicidal thoughts",
        "Thoughts of ending your life. In danger now? Call or text 988.",
    ),
    ("anxiety", "Anxiety", "Worry, panic or fear that gets in the way."),
    ("ptsd", "PTSD", "Post-traumatic stress disorder."),
    ("ocd", "OCD", "Obsessive-compulsive disorder."),
    ("alcohol-use", "Alcohol use", "Drinking that is hard to control."),
    ("substance-use", "Substance use", "Use of other drugs that is hard to control."),
    ("eating-disorders", "Eating disorders", "Anorexia, bulimia, binge eating and others."),
    ("chronic-pain", "Chronic pain", "Pain that has lasted months."),
    ("grief", "Grief", "After the death of someone close."),
    ("end-of-life-distress", "End-of-life distress", "Fear or despair with a life-limiting illness."),
]
PAYMENTS = [
    ("self-pay", "Self-pay", "You pay the provider directly."),
    ("sliding-scale", "Sliding scale", "The price depends on your income."),
    ("payment-plan", "Payment plan", "You pay in parts."),
    ("superbill", "Superbill", "An itemized bill that you can send to your insurer."),
    ("hsa-fsa", "HSA or FSA", "Health savings or flexible spending account."),
    ("medicare", "Medicare", "Takes Medicare. Ask what your plan pays for."),
    ("medicaid", "Medicaid", "Takes Medicaid. Ask what your plan pays for."),
    ("tricare", "TRICARE", "Takes TRICARE. Ask what your plan pays for."),
    ("va-community-care", "VA Community Care", "Takes VA Community Care. Ask what your plan pays for."),
    ("aetna", "Aetna", "Takes Aetna. Ask what your plan pays for."),
    ("anthem", "Anthem", "Takes Anthem. Ask what your plan pays for."),
    (
        "blue-cross-blue-shield",
        "Blue Cross Blue Shield",
        "Takes Blue Cross Blue Shield. Ask what your plan pays for.",
    ),
    ("cigna", "Cigna", "Takes Cigna. Ask what your plan pays for."),
    ("humana", "Humana", "Takes Humana. Ask what your plan pays for."),
    ("kaiser-permanente", "Kaiser Permanente", "Takes Kaiser Permanente. Ask what your plan pays for."),
    ("optum", "Optum", "Takes Optum. Ask what your plan pays for."),
    ("oscar", "Oscar", "Takes Oscar. Ask what your plan pays for."),
    ("united-healthcare", "UnitedHealthcare", "Takes UnitedHealthcare. Ask what your plan pays for."),
    (
        "other-private-insurance",
        "Other private insurance",
        "Takes other private insurance. Ask what your plan pays for.",
    ),
    ("no-cost-trial", "No-cost trial", "Part of a study; taking part costs nothing."),
]
LANGUAGES = "spanish mandarin cantonese vietnamese tagalog korean russian arabic haitian-creole portuguese french german hindi urdu punjabi bengali polish ukrainian italian japanese farsi hebrew american-sign-language"
COMMUNITIES = [
    ("lgbtq", "LGBTQ+ people", "States experience with LGBTQ+ people."),
    ("transgender", "Transgender people", "States experience with transgender people."),
    ("veterans", "Veterans", "States experience with veterans."),
    ("first-responders", "First responders", "States experience with first responders."),
    ("black", "Black communities", "States experience with Black communities."),
    ("latino", "Latino communities", "States experience with Latino communities."),
    ("asian", "Asian communities", "States experience with Asian communities."),
    ("native", "Native communities", "States experience with Native communities."),
    ("older-adults", "Older adults", "States experience with older adults."),
    ("young-adults", "Young adults", "States experience with young adults."),
    ("adolescents", "Adolescents", "States experience with adolescents."),
    ("women", "Women", "States experience with women."),
    ("men", "Men", "States experience with men."),
    ("perinatal", "Pregnancy and new parents", "States experience with pregnancy and new parents."),
    ("disability", "People with disabilities", "States experience with people with disabilities."),
    ("neurodivergent", "Neurodivergent people", "States experience with neurodivergent people."),
    ("couples", "Couples", "States experience with couples."),
    ("faith-based", "Faith-based", "Care that makes room for faith."),
    ("healthcare-workers", "Healthcare workers", "States experience with healthcare workers."),
]
ACCESS = [
    ("wheelchair", "Wheelchair access", "You can get in and around in a wheelchair."),
    ("step-free", "Step-free entrance", "No steps between the street and the room."),
    ("elevator", "Elevator", "An elevator to the floor."),
    ("accessible-restroom", "Accessible restroom", "A restroom for wheelchair users."),
    ("accessible-parking", "Accessible parking", "Parking for people with disabilities."),
    ("hearing-loop", "Hearing loop", "A loop that sends sound to hearing aids."),
    ("quiet-room", "Quiet room", "A quiet place to wait or to rest."),
    ("service-animals", "Service animals welcome", "You may bring your service animal."),
    ("interpreter-on-request", "Interpreter on request", "Ask ahead and an interpreter is arranged."),
]


def titled(slug):
    return slug.replace("-", " ").title()


def add_terms(apps, schema_editor):
    def add(model, rows):
        term = apps.get_model("providers", model)
        terms = [term(position=number, bit=number, **row) for number, row in enumerate(rows)]
        term.objects.bulk_create(terms, ignore_conflicts=True)  # going back leaves them where they are

    fields = (
        "slug",
        "name",
        "sentence",
        "practice",
        "may_be_remote",
        "is_drug_treatment",
        "takes_conditions",
    )
    add("Treatment", [dict(zip(fields, row, strict=True)) for row in TREATMENTS])
    add("Condition", [dict(zip(fields[:3], row, strict=True)) for row in CONDITIONS])
    add("PaymentOption", [dict(zip(fields[:3], row, strict=True)) for row in PAYMENTS])
    add(
        "Language",
        [{"slug": s, "name": titled(s), "sentence": f"Care in {titled(s)}."} for s in LANGUAGES.split()],
    )
    add("Community", [dict(zip(fields[:3], row, strict=True)) for row in COMMUNITIES])
    add("Access", [dict(zip(fields[:3], row, strict=True)) for row in ACCESS])


class Migration(migrations.Migration):
    dependencies = [("providers", "0002_words")]
    # Backwards the rows go with their tables.
    operations = [migrations.RunPython(add_terms, migrations.RunPython.noop, elidable=False)]
