-- What came in stays as it was: the app adds rows and never changes or removes one.
revoke update, delete, truncate on funding_topup from zhiyin_app;
