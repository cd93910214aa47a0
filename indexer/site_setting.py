"""Where a case began, and what is known of its context: for whoever asks whether it would work elsewhere."""

from __future__ import annotations

from indexer import evidence
from indexer.case import Case
from indexer.site_catalogue import Catalogue
from indexer.site_views import Said
from indexer.wording import lower_first

FACT_NAMES = {
    "participants": "Who took part",
    "place": "Place",
    "commissioner": "Commissioner",
    "provider": "Provider",
    "staff": "Staff",
    "scale": "Scale",
    "cost": "Cost",
    "quality_assurance": "Quality assurance",
    "variation": "How delivery varied",
}
STATES = {"not-reported": "Not reported", "not-checked": "Not checked by us"}


def setting(catalogue: Catalogue, case: Case) -> tuple[Said, ...]:
    """Return what is known of the authority at the start; what the search can filter by leads there."""
    known = case.setting
    if known is None:
        return ()
    found = (
        ("authority_types", known.authority_type, "Authority"),
        ("population_bands", known.population, "People"),
        ("densities", known.density, "Area"),
        ("inspection_grades", known.inspection, "Grade at the start"),
    )
    chips = [
        Said(name, catalogue.label(section, key), href=f"search.html?setting={key}")
        for section, key, name in found
        if key
    ]
    return (*chips, *([Said("Care rate at the start", known.care_rate)] if known.care_rate else []))


def context(case: Case) -> tuple[tuple[Said, ...], str]:
    """Return the nine facts of the context, and a sentence that counts them and names what is missing."""
    facts = evidence.context(case)
    rows = tuple(
        Said(FACT_NAMES[key], STATES.get(text, text), state=text if text in STATES else "known")
        for key, text in facts.items()
    )
    sentence = f"{evidence.context_score(case)} of {len(facts)} context facts known"
    for state, said in (("not-reported", "not reported"), ("not-checked", "not checked")):
        missing = [lower_first(FACT_NAMES[key]) for key, text in facts.items() if text == state]
        sentence += f"; {said}: {', '.join(missing)}" if missing else ""
    return rows, sentence + "."
