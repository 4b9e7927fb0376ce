-- Whose an account is never changes: the app adds wallets and hands none on.
revoke update, delete, truncate on wallets_wallet from zhiyin_app;
