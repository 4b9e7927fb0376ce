-- What was decided, what was in force and what somebody set is said once and stays said: the app can add rows, never change or remove one.
revoke update, delete, truncate on followups_decision, followups_policy, followups_budget from zhiyin_app;
-- Steps are written by the trigger, and what may follow what is not the app's to say.
revoke insert, update, delete, truncate on followups_log, followups_transition from zhiyin_app;
-- The hot table: its state columns are indexed, so every step leaves a dead row; vacuum comes early.
alter table followups_followup set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
-- What was done about a journey stays said.
revoke update, delete, truncate on followups_journeydeed from zhiyin_app;
revoke truncate on followups_journeyversion from zhiyin_app;
-- What came of a call stays as it was said.
revoke update, delete, truncate on followups_try from zhiyin_app;
