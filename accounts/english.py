"""Large and small letters at the start of a text."""


def sentence(text: str) -> str:
    """`text` with a capital at its start, the rest as it is."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """`text` with a small first letter, to stand inside a sentence; an abbreviation such as NHS stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
