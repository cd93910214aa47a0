"""Languages of the vocabulary's labels: their names, and the countries in which a label is usual."""

from __future__ import annotations

from indexer.vocabulary import Label

# Name of a language, and the countries whose usual language it is.
NAMES: dict[str, tuple[str, tuple[str, ...]]] = {
    "ar": ("Arabic", ()),
    "bg": ("Bulgarian", ("BG",)),
    "ca": ("Catalan", ("ES", "AD")),
    "cs": ("Czech", ("CZ",)),
    "cy": ("Welsh", ()),
    "da": ("Danish", ("DK",)),
    "de": ("German", ("DE", "AT", "CH", "LI")),
    "el": ("Greek", ("GR", "CY")),
    "es": ("Spanish", ("ES", "AR", "CL", "CO", "MX", "PE", "UY")),
    "et": ("Estonian", ("EE",)),
    "fi": ("Finnish", ("FI",)),
    "fr": ("French", ("FR", "BE", "CH", "LU")),
    "ga": ("Irish", ("IE",)),
    "he": ("Hebrew", ("IL",)),
    "hu": ("Hungarian", ("HU",)),
    "is": ("Icelandic", ("IS",)),
    "it": ("Italian", ("IT", "CH")),
    "ja": ("Japanese", ("JP",)),
    "ko": ("Korean", ("KR",)),
    "lt": ("Lithuanian", ("LT",)),
    "lv": ("Latvian", ("LV",)),
    "mi": ("Māori", ("NZ",)),
    "nb": ("Norwegian", ("NO",)),
    "nl": ("Dutch", ("NL", "BE")),
    "pl": ("Polish", ("PL",)),
    "pt": ("Portuguese", ("PT", "BR")),
    "ro": ("Romanian", ("RO", "MD")),
    "rw": ("Kinyarwanda", ("RW",)),
    "sk": ("Slovak", ("SK",)),
    "sl": ("Slovenian", ("SI",)),
    "sv": ("Swedish", ("SE", "FI")),
    "zh": ("Chinese", ("CN", "TW", "HK")),
    "zh-Hant": ("Chinese, traditional script", ("HK", "TW")),
}


def countries(label: Label) -> tuple[str, ...]:
    """Return the codes of the countries where a label is usual; empty where that is not known."""
    language, _, country = label.where.partition("-")
    if not label.language:
        return (label.where[:2],)
    return (country,) if len(country) == 2 else NAMES.get(language, ("", ()))[1]
