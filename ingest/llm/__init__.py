"""A language model as a second reader: it is asked for triples, and each is held to the text before it is believed."""
