-- What happened stays written: the app adds facts and never changes or removes one.
revoke update, delete, truncate on outbox_event from zhiyin_app;
