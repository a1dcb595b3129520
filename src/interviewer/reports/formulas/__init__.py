"""Formulas of the corpus: read once from LaTeX as a tree of MathML, and shown from that tree in every format."""
