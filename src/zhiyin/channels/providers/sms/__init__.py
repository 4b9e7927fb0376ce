"""Short messages: a centre over SMPP, and a company's gateway over HTTP."""
