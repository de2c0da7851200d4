"""What is a text about? By the words of the tables; a trained classifier comes later behind the same call."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ahocorasick_rs import AhoCorasick, MatchKind

TITLE_WEIGHT = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word that speaks for a matter, weight 1 to 6 and more for what leaves no doubt."""

    matter: str
    word: str
    weight: int


@dataclass(frozen=True, slots=True)
class Guess:
    """A matter with its score, and the words that made it."""

    matter: str
    score: int
    words: tuple[str, ...]


class Classifier(Protocol):
    def classify(self, title: str, detail: str) -> Sequence[Guess]:
        """Return the matters that the text may be about, the likeliest first."""
        ...


class WordClassifier:
    """Sums the weights of the distinct words found, three times those of the title; the lower code wins ties."""

    def __init__(self, words: Iterable[Word]) -> None:
        speaking: dict[str, list[Word]] = defaultdict(list)
        for word in words:
            speaking[word.word].append(word)
        self._words = list(speaking)
        self._speaking = [speaking[word] for word in self._words]
        self._automaton = AhoCorasick(self._words, matchkind=MatchKind.Standard) if self._words else None

    def classify(self, title: str, detail: str) -> list[Guess]:
        score: dict[str, int] = defaultdict(int)
        found: dict[str, list[str]] = defaultdict(list)
        in_title, in_detail = self._found(title), self._found(detail)
        for index in in_title | in_detail:
            for word in self._speaking[index]:
                score[word.matter] += word.weight * (TITLE_WEIGHT if index in in_title else 1)
                found[word.matter].append(word.word)
        ranked = sorted(score, key=lambda matter: (-score[matter], matter))
        return [Guess(matter, score[matter], tuple(sorted(found[matter]))) for matter in ranked]

    def _found(self, text: str) -> set[int]:
        if self._automaton is None or not text:
            return set()
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return {index for index, _, _ in matches}
