"""The similarity grader: how much of the key points the sentences of an answer cover, without a language model."""
