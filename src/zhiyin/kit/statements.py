"""Statements that are asked so often that the server keeps them ready."""


class Prepared(str):
    """A statement that each connection prepares once: the server plans it no more, and no parameter is written into its text.

    Parameters are `%s`; nothing else in it is a "%". Where nobody knows of it, it is a text like any other.
    """

    __slots__ = ()


class Unanswered(Prepared):
    """One that nobody needs the answer of: inside a transaction it goes to the server with the next statement, or with the commit.

    What is wrong with it is raised there.
    """

    __slots__ = ()
