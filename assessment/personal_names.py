"""What in a text looks like the name of a person. It only asks: a person decides.

Three signs: a form of address before a capital ("Dr Ansah"), a common first name before a capital ("Priya Nair"), and
an e-mail address; beside these, the names of people that are given. A name in small letters or a surname alone is not
seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

FIRST_NAMES = """
Aaron Abdul Abigail Adam Adrian Ahmed Aisha Alan Alex Alexander Alexandra Ali Alice Alison Amanda Amelia Amina Amit
Amy Andrea Andrew Angela Anita Anjali Anna Anne Anthony Arjun Ashley Barbara Ben Benjamin Beth Bethany Brian Bridget
Callum Carol Caroline Catherine Charles Charlotte Chidi Chloe Chris Christina Christine Christopher Claire Clare Colin
Craig Daniel Danielle David Debbie Deborah Deepak Denise Derek Diana Donna Dorothy Edward Eleanor Elizabeth Ellen
Emily Emma Eric Erin Esther Ethan Eva Fatima Fiona Frances Francis Frank Gareth Gary Gavin Geoff George Georgia
Gillian Graham Greg Hannah Harriet Harry Hassan Heather Helen Henry Holly Hugh Ian Ibrahim Imran Isabel Isla Jack
Jacqueline James Jamie Jane Janet Jasmine Jason Jean Jeff Jennifer Jenny Jessica Joan Joanna Joanne Joe John Jonathan
Jordan Joseph Joshua Joyce Judith Julia Julie Karen Kate Katherine Kathleen Katie Keith Kelly Kenneth Kevin Khadija
Kim Kiran Kirsty Lakshmi Laura Lauren Leah Lee Leila Lewis Liam Linda Lindsay Lisa Liz Louise Lucy Luke Lynn Magda
Malcolm Margaret Maria Marie Mark Martin Mary Matthew Maureen Megan Melanie Michael Michelle Mo Mohamed Mohammed
Muhammad Naomi Natalie Nathan Neil Ngozi Nicholas Nick Nicola Nicole Nigel Nina Noah Oliver Olivia Omar Owen Pamela
Patricia Patrick Paul Paula Pauline Peter Philip Phoebe Piotr Priya Rachel Raj Rajesh Ravi Rebecca Richard Rita Robert
Robin Roger Rosemary Ruth Ryan Sally Sam Samantha Samuel Sandra Sanjay Sara Sarah Scott Sean Shabnam Sharon Shaun
Sheila Siobhan Sofia Sonia Sophie Stephanie Stephen Steve Steven Stuart Sunita Susan Suzanne Tariq Teresa Theresa
Thomas Tim Timothy Tom Tony Tracy Valerie Vanessa Victoria Vijay Vikram Wendy William Yasmin Yusuf Zahra Zainab Zoe
""".split()
"""Common first names in the United Kingdom."""

ADDRESS = "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady"
_CAPITALISED = r"[A-Z][\w’'-]+"
_SIGNS = re.compile(
    rf"\b(?:{ADDRESS})\.? (?:[A-Z]\.? )?{_CAPITALISED}(?: {_CAPITALISED})?"
    rf"|\b(?:{'|'.join(FIRST_NAMES)}) (?:[A-Z]\.? )?{_CAPITALISED}"
    r"|[\w.+-]+@[\w-]+\.[\w.-]*\w"
)


def looks_like_names(text: str, people: Iterable[str] = ()) -> list[str]:
    """What in `text` looks like the name of a person, or is one of `people`, in the order of the text, each once."""
    known = [name for name in people if len(name.split()) > 1]
    either = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in known) or r"(?!)", re.IGNORECASE)
    found = [*either.finditer(text), *_SIGNS.finditer(text)]
    return list(dict.fromkeys(match.group() for match in sorted(found, key=lambda match: match.start())))
