from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cards.markdown import escape, plain, unmarked

TAG = re.compile(r"<(\w+)")
ATTACKS = {
    "bare address": "see http://evil.example/x and https://evil.example",
    "www address": "www.evil.com WWW.evil.com www.1.com",
    "domain alone": "evil.com, evil.рф, //evil.com/x, http://1.2.3.4/x",
    "mail address": "a@b.co mailto:a@b.co xmpp:a@b.co/c",
    "link": "[press here](http://evil.example) [x]: http://evil.example [y][x]",
    "autolink": "<http://evil.example> <a@b.co>",
    "image": "![x](http://evil.example/i.png)",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "comment": "<!-- hidden --> <?php ?> <![CDATA[x]]>",
    "emphasis": "**bold** __bold__ _thin_ ~~gone~~ `code` ``code``",
    "new block": "x\n\n# Heading\n\n> quote\n\n```\ncode\n```\n\n1. one\n\n---\n\n| a |\n|---|\n| b |",
    "setext": "x\n===\n\r\ny",
    "entity": "&lt;b&gt; &#60;b&#62; &copy;",
    "backslash": "\\<b\\> \\\\[x](y) \\",
    "footnote": "[^1] text [^1]: http://evil.example",
    "domain like a code": "G20.A1.com www.G20.A1 http://G20.A1 G20.A1/x.com a@G20.A1 G20.A1@evil.com A1B.DE C84.ZA G20.A1://x",
}


def _rendered(text: str) -> str:
    """Return a list item with `text` in it as a lenient client renders it: HTML let through, links made."""
    return MarkdownIt("gfm-like", {"html": True}).render(f"- 2026-05-02: {text} (Condition/1)")


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_escaped_text_renders_as_text(attack: str) -> None:
    html = _rendered(escape(attack))
    assert set(TAG.findall(html)) == {"ul", "li"}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_escaped_text_holds_no_tag_and_no_address_even_unrendered(attack: str) -> None:
    text = escape(attack)
    assert "<" not in text
    assert not re.search(r"\w://|www\.|\w@|\w\.[a-z]", text, re.IGNORECASE)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_renders_as_text(text: str) -> None:
    assert set(TAG.findall(_rendered(escape(text)))) == {"ul", "li"}


@settings(deadline=None)
@given(st.text(alphabet="<>[]()!*_`~|\\&#@:/.w a1\n", max_size=40))
def test_any_mixture_of_marks_renders_as_text(text: str) -> None:
    assert set(TAG.findall(_rendered(escape(text)))) == {"ul", "li"}


def test_plain_clinical_text_is_left_as_it_is() -> None:
    for text in ("Bone structure of tibia, right", "S. aureus (MRSA), 5.5 mg/dL", "M86.50", "Condition/1"):
        assert escape(text) == text


@pytest.mark.parametrize("text", ["G20.A1", "(G20.A-)", "C4A.0, Z3A.20", "W19.XXXA.", "O35.AXX0", "T36.AX5A", "M45.AB"])
def test_codes_are_left_as_they_are(text: str) -> None:
    assert escape(text) == text


def test_the_reader_sees_what_the_chart_says() -> None:
    assert "CRP &lt; 5 &amp; *not* [done]" in _rendered(escape("CRP < 5 & *not* [done]"))


def test_plain_takes_out_control_and_direction_characters() -> None:
    assert plain("a\x00b\u202ec\u200bd\ne\t f") == "a b c d e f"


def test_long_text_is_cut_before_it_is_escaped() -> None:
    assert plain("x" * 300) == "x" * 199 + "…"
    assert escape("[" * 300, 10) == r"\[" * 9 + "…"
    assert not escape("&" * 300, 10).endswith("&")


@pytest.mark.parametrize("text", ATTACKS.values(), ids=list(ATTACKS))
def test_a_terminal_shows_the_text_itself(text: str) -> None:
    assert unmarked(f"**Chart:** {escape(text)}").replace("\u200a", "") == f"Chart: {plain(text)}"
