"""A person confirms one deed on purpose, with what only they have: the terms they see are the terms they sign."""
