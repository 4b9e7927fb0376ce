-- What a provider said is said once and stays said: the app can add rows, never change or remove one.
revoke update, delete, truncate on channels_receipt from zhiyin_app;
-- An address that was stopped stays on record; that it may be written to again is one more date on it.
revoke delete, truncate on channels_suppression from zhiyin_app;
