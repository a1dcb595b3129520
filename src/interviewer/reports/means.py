"""Means over the questions of a session: one for each grader, and never one over several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from interviewer.grading.grade import Grade
from interviewer.grading.graders import GraderName, counts_with, graded_with, mixes, only_judge
from interviewer.grading.score import mean_score
from interviewer.interview.session import Turn
from interviewer.reports.model import CriterionMean, GroupReport, Mean, TurnReport


class Means:
    """The means of one session, over any of its questions."""

    def __init__(self, reports: Sequence[TurnReport], turns: Sequence[Turn]) -> None:
        """`reports` are those of `turns`."""
        self._grades: Mapping[int, Sequence[Grade]] = {
            report.number: turn.counted_grades for report, turn in zip(reports, turns, strict=True)
        }
        self._reports = reports
        self._only_judge = only_judge(name for report in reports for name in report.graders)

    def over(self, reports: Iterable[TurnReport]) -> tuple[Mean, ...]:
        """One mean for each grader; what only a rule settled counts with the session's judge, if it had only one.

        A question that several graders graded is left out: it belongs to none of them.
        """
        return tuple(self._mean(name, own) for name, own in sorted(self._by_grader(reports).items()))

    def groups(self, name_of: Callable[[TurnReport], str | None]) -> tuple[GroupReport, ...]:
        """The means of each group that has any, in the order of the session."""
        names = dict.fromkeys(name for report in self._reports if (name := name_of(report)) is not None)
        groups = (
            GroupReport(name, self.over(report for report in self._reports if name_of(report) == name))
            for name in names
        )
        return tuple(group for group in groups if group.means)

    def criteria(self) -> tuple[CriterionMean, ...]:
        """The mean level of each criterion, for each grader that gave it levels."""
        levels: defaultdict[tuple[str, GraderName], list[int]] = defaultdict(list)
        for name, own in sorted(self._by_grader(self._reports).items()):
            for report in own:
                for criterion in report.criteria:
                    if criterion.level is not None:
                        levels[criterion.criterion, name].append(criterion.level)
        return tuple(
            CriterionMean(criterion, name, mean_score(own), len(own)) for (criterion, name), own in levels.items()
        )

    def _by_grader(self, reports: Iterable[TurnReport]) -> dict[GraderName, list[TurnReport]]:
        found: defaultdict[GraderName, list[TurnReport]] = defaultdict(list)
        for report in reports:
            names = counts_with(report.graders, self._only_judge)
            if report.is_graded and len(names) == 1:
                found[names[0]].append(report)
        return found

    def _mean(self, name: GraderName, own: Sequence[TurnReport]) -> Mean:
        given = [graded_with(grade.provenance) for report in own for grade in self._grades[report.number]]
        return Mean(
            grader=name,
            unaided=mean_score(report.unaided or 0.0 for report in own),
            aided=mean_score(report.aided or 0.0 for report in own),
            count=len(own),
            mixes=tuple(mixes(given)),
        )
