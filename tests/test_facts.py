"""What stands, as texts tell it beside names: offices, employers, founders, owners, seats and parties."""

from __future__ import annotations

import datetime as dt

import pytest

from graph.model import Article
from ingest import Method
from ingest.pipeline import Extractor

pytestmark = pytest.mark.model
DAY = dt.date(2023, 6, 14)
STANDING = ("LEADS", "WORKS_FOR", "FOUNDED", "OWNS", "BASED_IN", "PART_OF")

TOLD = [
    # an office that the catalog knows, where the text does not name whose it is
    ("President Joe Biden smiled.", "Joe Biden LEADS United States"),
    ("Prime Minister Rishi Sunak waved.", "Rishi Sunak LEADS United Kingdom"),
    ("Treasury Secretary Janet Yellen sat down.", "Janet Yellen LEADS US Department of the Treasury"),
    ("Secretary of State Antony Blinken flew home.", "Antony Blinken LEADS US Department of State"),
    ("US President Joe Biden smiled.", "Joe Biden LEADS United States"),
    ("Janet Yellen, the treasury secretary, sat down.", "Janet Yellen LEADS US Department of the Treasury"),
    ("Secretary of the Treasury Janet Yellen sat down.", "Janet Yellen LEADS US Department of the Treasury"),
    ("House Speaker Kevin McCarthy nodded.", "Kevin McCarthy LEADS US House of Representatives"),
    ("Presidents Joe Biden and Xi Jinping shook hands.", "Joe Biden LEADS United States"),
    ("Presidents Joe Biden and Xi Jinping shook hands.", "Xi Jinping LEADS China"),
    ("Sen. Marco Rubio spoke late.", "Marco Rubio WORKS_FOR US Senate"),
    # an office without the name of who holds it
    ("The Chinese president arrived late.", "Xi Jinping LEADS China"),
    ("Flags hung for China’s leader in Moscow.", "Xi Jinping LEADS China"),
    ("The US president slept on the plane.", "Joe Biden LEADS United States"),
    ("The TikTok CEO sat before the panel.", "Shou Zi Chew LEADS TikTok"),
    # counterparts and names beside bodies
    ("He thanked his Chinese counterpart Xi Jinping.", "Xi Jinping LEADS China"),
    ("He thanked his Chinese counterpart, Xi Jinping.", "Xi Jinping LEADS China"),
    ("CNN's Ivan Watson stood in the rain.", "Ivan Watson WORKS_FOR CNN"),
    ("Ting Lu of Nomura expects rain.", "Ting Lu WORKS_FOR Nomura"),
    ("The ruling Chinese Communist Party met.", "Chinese Communist Party LEADS China"),
    # firms
    ("TikTok chief executive Shou Zi Chew bowed.", "Shou Zi Chew LEADS TikTok"),
    ("Elon Musk, the CEO of Tesla, danced.", "Elon Musk LEADS Tesla"),
    ("Alibaba founder Jack Ma painted.", "Jack Ma FOUNDED Alibaba"),
    # owners
    ("TikTok grew, and its Chinese parent company, ByteDance, was glad.", "ByteDance OWNS TikTok"),
    ("TikTok’s owner ByteDance was glad.", "ByteDance OWNS TikTok"),
    ("ByteDance, TikTok’s parent company, was glad.", "ByteDance OWNS TikTok"),
    ("ByteDance, the parent company of the popular video app TikTok, was glad.", "ByteDance OWNS TikTok"),
    ("ByteDance’s TikTok is loud.", "ByteDance OWNS TikTok"),
    ("Tencent’s WeChat is big.", "Tencent OWNS WeChat"),
    ("The ByteDance-owned app TikTok is loud.", "ByteDance OWNS TikTok"),
    ("TikTok grew. The ByteDance-owned app is loud.", "ByteDance OWNS TikTok"),
    ("State broadcaster CCTV showed rain.", "China OWNS CCTV"),
    # seats
    ("Hangzhou-based artificial intelligence firm DeepSeek rests.", "DeepSeek BASED_IN Hangzhou"),
    ("DJI, which is headquartered in Shenzhen, rests.", "DJI BASED_IN Shenzhen"),
    ("DJI, based in the southern city of Shenzhen, rests.", "DJI BASED_IN Shenzhen"),
    ("The Netherlands, home to ASML, is flat.", "ASML BASED_IN Netherlands"),
    # parties
    ("Republican Senator Marco Rubio spoke late.", "Marco Rubio PART_OF Republican Party"),
]

# what must not be read out of a text
NOT_TOLD = [
    ("Former president Donald Trump golfed.", "Donald Trump LEADS United States"),
    ("President Donald Trump golfed.", "Donald Trump LEADS United States"),
    ("China trade adviser Peter Navarro frowned.", "Peter Navarro WORKS_FOR China"),
    ("The Guardian's Beijing bureau chief, Lily Kuo, wrote.", "Lily Kuo LEADS China"),
    ("Rishi Sunak met Xi Jinping at the G20.", "Xi Jinping WORKS_FOR G20"),
    ("Apple’s iPhone is thin.", "Apple OWNS iPhone"),
    ("The Chinese-owned app TikTok is loud.", "China OWNS TikTok"),
    ("A former Chinese president slept.", "Xi Jinping LEADS China"),
    ("Deputy Treasury Secretary Wally Adeyemo sat.", "Wally Adeyemo LEADS US Department of the Treasury"),
    ("China invited the Tesla team to Shanghai.", "Tesla BASED_IN Shanghai"),
    ("The French president met Xi Jinping.", "Xi Jinping LEADS France"),
    ("Rain fell on the meeting of Biden, Australian PM.", "Joe Biden LEADS Australia"),
    ("A rules-based order suits ASML.", "ASML BASED_IN Netherlands"),
]


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.load(min_confidence=0, method=Method.RULES)


def facts_of(extractor: Extractor, text: str) -> list[str]:
    claims = next(iter(extractor.extract([Article("a", text, published=DAY)]))).claims
    assert all(not c.date.start for c in claims if c.relation in STANDING)
    return [f"{c.subject.name} {c.relation} {c.object.name}" for c in claims if c.object and c.relation in STANDING]


@pytest.mark.parametrize(("text", "fact"), TOLD)
def test_what_a_text_tells(extractor: Extractor, text: str, fact: str) -> None:
    assert fact in facts_of(extractor, text)


@pytest.mark.parametrize(("text", "fact"), NOT_TOLD)
def test_what_a_text_does_not_tell(extractor: Extractor, text: str, fact: str) -> None:
    assert fact not in facts_of(extractor, text)


def test_an_office_is_that_of_the_day(extractor: Extractor) -> None:
    article = Article("a", "President Donald Trump golfed.", published=dt.date(2019, 6, 14))
    claims = next(iter(extractor.extract([article]))).claims
    assert [f"{c.subject.name} {c.relation}" for c in claims] == ["Donald Trump LEADS"]
