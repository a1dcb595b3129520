"""A judge: a key point is met where the answer has two of the words that its claim adds to the question."""

import re

from interviewer import Evidence, GradingRequest, Judgement, Method, PointVerdict, Question, Verdict


class KeywordJudge:
    label = "keywords"
    method = Method.CUSTOM
    model = "two words of the claim"
    version = "1"

    def prepare(self, question: Question, prompt: str) -> None:
        """Nothing is loaded ahead."""

    def judge(self, request: GradingRequest, cancel: object = None) -> Judgement:
        asked = words(request.question.title)
        verdicts = []
        for point in request.question.key_points:
            found = [
                Evidence(match.start(), match.end(), match.group())
                for match in re.finditer(r"\w+", request.answer)
                if match.group().lower() in words(point.claim) - asked
            ]
            met = len({evidence.text.lower() for evidence in found}) >= 2
            verdicts.append(
                PointVerdict(
                    point=point.id,
                    claim=point.claim,
                    weight=point.weight,
                    verdict=Verdict.MET if met else Verdict.MISSED,
                    evidence=tuple(found) if met else (),
                )
            )
        return Judgement(tuple(verdicts))


def words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 3}
