"""The errors that reach a person, each with what to do about it."""


class PolicySignalError(Exception):
    """Something a person can act on; its text is shown as it is."""


class VocabularyError(PolicySignalError):
    """The ontology or the catalog is wrong; names the file and the key."""


class DatabaseError(PolicySignalError):
    """Neo4j cannot be reached, started or used."""


class InputError(PolicySignalError):
    """An input or an option that cannot be used."""
