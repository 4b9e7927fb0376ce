"""What journeys would have come to: the facts of a time again, in memory, by the rules that hold live.

The rules are those of `decide` and `journeys.going`, and contacts, entries and reminders are made by what makes them live. Here is only the keeping
of rows, which live is the database's. Nothing is written and nobody is reached.

What cannot be known of another past is said here. Answers are those that were given. Nothing fails on its way, no card lacks its words, and no
experiment has anybody wait longer. Who says stop a second time is not on record. Zones, languages, addresses, the policy, the shares held out and
the groups of people are as they are now; consents, budgets, contacts before, and cases as they were then.
"""
