-- A consent and a use of data are said once and stay said: the app can add rows, never change or remove one.
revoke update, delete, truncate on privacy_consent, privacy_datause from zhiyin_app;
