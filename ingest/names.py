"""Whether two names mean the same, as the annotated articles count it."""

from __future__ import annotations

import re
from collections.abc import Iterable

# expressions for one actor that share no word
SAME = {
    "china": "beijing|chinese|prc|people s republic of china|chinese government|communist party|ccp|"
    "chinese authorities|government of china|peoples republic of china",
    "united states": "us|usa|u s|washington|united states of america|us government|american|biden administration|"
    "trump administration|white house|united states government|government of the united states",
    "united kingdom": "uk|britain|british|london|uk government|great britain|government of the united kingdom",
    "european union": "eu|brussels",
    "japan": "tokyo|japanese",
    "netherlands": "dutch|the hague",
    "germany": "berlin|german",
    "south korea": "seoul|korea|south korean",
    "taiwan": "taipei|taiwanese",
    "canada": "ottawa|canadian",
    "australia": "canberra|australian",
    "india": "new delhi|indian",
    "france": "paris|french",
    "russia": "moscow|russian",
    "jpmorgan": "jp morgan|j p morgan|jpmorgan chase",
    "people s bank of china": "pboc",
    "cyberspace administration of china": "cac",
    "state administration for market regulation": "samr",
    "ministry of industry and information technology": "miit",
    "national development and reform commission": "ndrc",
    "ministry of commerce": "mofcom",
    "china securities regulatory commission": "csrc",
    "new york stock exchange": "nyse|wall street",
    "xu jiayin": "hui ka yan",
    "academy of military medical sciences": "amms",
    "technology": "tech|tech sector|technology sector|tech industry",
}
CANONICAL = {alias: name for name, aliases in SAME.items() for alias in aliases.split("|")}


def name_words(name: str) -> frozenset[str]:
    """The words of a name, without case, punctuation, article, possessive and plural."""
    plain = re.sub(r"[^\w\s]", " ", re.sub(r"[’']s", "", name.lower()))
    plain = re.sub(r"^(?:the|a|an) ", "", " ".join(plain.split()))
    return frozenset(w[:-1] if len(w) > 4 and w.endswith("s") else w for w in CANONICAL.get(plain, plain).split())


def same_name(name: str, accepted: Iterable[str]) -> bool:
    """Whether a name is one of the accepted ones: the words of one are all in the other; ``*`` accepts any."""
    words = name_words(name)
    for other in accepted:
        theirs = name_words(other)
        if other == "*" or (words and theirs and (words <= theirs or theirs <= words)):
            return True
    return False
