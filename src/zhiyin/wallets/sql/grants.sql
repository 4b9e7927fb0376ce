-- Whose an account is never changes: the app adds wallets and hands none on.
revoke update, delete, truncate on wallets_wallet from zhiyin_app;
-- Who was frozen and released stays on record.
revoke update, delete, truncate on wallets_freeze from zhiyin_app;
-- What was exchanged stays as it was; quotes and assets are never removed (a quote is locked while it is taken, which asks for the right to update).
revoke update, delete, truncate on wallets_exchange from zhiyin_app;
revoke delete, truncate on wallets_quote, wallets_asset from zhiyin_app;
-- Limits are their own history: the app adds rules, decisions and standings and never changes or removes one. What was used is counted, never removed.
revoke update, delete, truncate on wallets_limitrule, wallets_limitdecision, wallets_standing, wallets_standingproposal, wallets_standingdecision from zhiyin_app;
revoke delete, truncate on wallets_limitusage from zhiyin_app;
