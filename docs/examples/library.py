"""Grading, search and the corpus from a script; in a notebook the last line of a cell shows a grade as a table."""

from interviewer import grade, load_corpus, search

mine = grade(
    question="Why does iron rust?",
    reference=(
        "Rust forms when iron meets oxygen and water. The iron gives electrons to the oxygen and becomes iron oxide. "
        "Salt water speeds this up, because it conducts. Paint and zinc keep water and oxygen away."
    ),
    answer="Iron reacts with the oxygen of the air when it is wet, and iron oxide forms. Salt makes it faster.",
)
print(mine.score, [verdict.verdict.value for verdict in mine.verdicts])

theirs = grade(question_id="dropout", answer="In each training step every unit is zeroed at random.")
print(theirs)

for hit in search("why does dropout help", limit=3):
    print(hit.passage.question_id, hit.passage.text)

print(len(load_corpus().questions), "questions")
