"""Associates and naturopathic doctors as roles, their licenses and those of people beside them.

Therapy without a drug may be given by associates, under supervision: rows of law that name licensed
counselors for it name them, too.
"""

from django.db import migrations, models


def name_associates(apps, schema_editor):
    LegalStatus = apps.get_model("providers", "LegalStatus")
    for row in LegalStatus.objects.filter(treatment__practice="therapist"):
        if "LPC" in row.licenses and "ASSOCIATE" not in row.licenses:
            row.licenses.insert(row.licenses.index("LPC") + 1, "ASSOCIATE")
            row.save(update_fields=["licenses"])


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0015_sentences_of_constraints"),
    ]

    operations = [
        migrations.RunPython(name_associates, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="license",
            name="type",
            field=models.CharField(
                choices=[
                    ("MD", "Doctor of medicine (MD)"),
                    ("DO", "Doctor of osteopathic medicine (DO)"),
                    ("APRN", "Advanced practice nurse (APRN or NP)"),
                    ("CRNA", "Nurse anesthetist (CRNA)"),
                    ("PA", "Physician assistant (PA; physician associate in some states)"),
                    ("ND", "Naturopathic doctor (ND or NMD)"),
                    ("PSYCHOLOGIST", "Psychologist (PhD or PsyD)"),
                    ("LCSW", "Clinical social worker (independent; LCSW or LICSW in most states)"),
                    ("LMFT", "Marriage and family therapist (independent; LMFT in most states)"),
                    ("LPC", "Professional counselor (independent; LPC, LMHC or LPCC in most states)"),
                    ("ASSOCIATE", "Associate, intern, resident or candidate (under supervision)"),
                    ("RN", "Registered nurse (RN)"),
                    ("CHAPLAIN", "Chaplain (board certified)"),
                    ("PEER", "Peer specialist (certified)"),
                    ("PSILOCYBIN_FACILITATOR", "Psilocybin facilitator"),
                    ("CLINICAL_FACILITATOR", "Clinical facilitator (Colorado, with a health license)"),
                    ("PSILOCYBIN_CENTER", "Psilocybin service or healing center"),
                    ("TRIAL", "ClinicalTrials.gov number of a recruiting study"),
                ],
                max_length=30,
                verbose_name="type",
            ),
        ),
        migrations.AlterField(
            model_name="provider",
            name="role",
            field=models.CharField(
                choices=[
                    ("psychiatrist", "Psychiatrist"),
                    ("physician", "Physician"),
                    ("nurse-practitioner", "Nurse practitioner"),
                    ("nurse-anesthetist", "Nurse anesthetist"),
                    ("physician-assistant", "Physician assistant"),
                    ("psychologist", "Psychologist"),
                    ("clinical-social-worker", "Clinical social worker"),
                    ("marriage-and-family-therapist", "Marriage and family therapist"),
                    ("professional-counselor", "Professional counselor"),
                    ("associate", "Associate, under supervision"),
                    ("naturopathic-doctor", "Naturopathic doctor"),
                    ("psilocybin-facilitator", "Psilocybin facilitator"),
                    ("clinical-facilitator", "Clinical facilitator"),
                    ("clinic", "Clinic"),
                    ("group-practice", "Group practice"),
                    ("hospital-program", "Hospital program"),
                    ("psilocybin-center", "Psilocybin center"),
                    ("trial-site", "Clinical trial site"),
                ],
                max_length=40,
                verbose_name="role",
            ),
        ),
    ]
