"""A rewrite of the candidate's own answer by a chat model, in which nothing stands that was not said or graded."""
