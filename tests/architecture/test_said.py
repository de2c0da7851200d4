"""Does everything that is refused tell a person why, in Chinese? And would each check notice what does not?"""

from docs_tool.refusals import reasons, refusals
from shared.errors import Conflict, Reason
from tests.architecture.said import said_otherwise, unsaid, unsaid_reasons


def test_every_refusal_with_a_code_says_in_chinese_what_it_means() -> None:
    assert list(unsaid(refusals())) == []


def test_every_reason_of_a_row_says_in_chinese_what_it_means() -> None:
    assert list(unsaid_reasons(reasons())) == []


def test_a_code_says_the_same_wherever_it_stands() -> None:
    both = [(kind.code, kind.said) for kind in refusals()] + [(one.value, one.said) for one in reasons()]

    assert said_otherwise(both) == []


def test_the_refusals_of_every_service_are_looked_at() -> None:
    homes = {kind.__module__.partition(".")[0] for kind in refusals()}

    assert homes == {"shared", "approval_window", "enforcement", "grid", "dispatch"}
    assert len(refusals()) > 300
    assert len(reasons()) > 100


def test_a_refusal_that_is_silent_or_speaks_english_is_noticed() -> None:
    class Silent(Conflict):
        code = "planted.silent"

    class English(Conflict):
        code = "planted.english"
        said = "it cannot be"

    class Nameless(Conflict):
        said = "当前状态下不能办理"

    class Derived(Silent):
        """Carries code and sentence of its base."""

    assert list(unsaid([Silent, English, Nameless, Derived])) == [
        f"{Silent.__qualname__}: planted.silent is not said in Chinese",
        f"{English.__qualname__}: planted.english is not said in Chinese",
        f"{Nameless.__qualname__}: says something without a code",
    ]


def test_a_sentence_with_values_or_of_many_words_is_noticed() -> None:
    class Planted(Reason):
        VALUES = "planted.values", "{person} 没有报名"
        LONG = "planted.long", "没有报名" * 11
        ENGLISH = "planted.english", "not enrolled"

    assert [one.partition(": ")[2] for one in unsaid_reasons(Planted)] == [
        "planted.values is no single sentence without values",
        "planted.long has 44 characters, at most 40",
        "planted.english is not said in Chinese",
    ]


def test_one_code_with_two_sentences_is_noticed() -> None:
    assert said_otherwise([("a", "没有"), ("a", "有"), ("b", "有"), ("b", "有")]) == ["a: 有 / 没有"]
