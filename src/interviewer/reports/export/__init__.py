"""Answers and grades in the forms of other programs: Anki, spreadsheets, and one JSON object a line."""
