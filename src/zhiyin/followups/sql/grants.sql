-- What was decided and what was in force is said once and stays said: the app can add rows, never change or remove one.
revoke update, delete, truncate on followups_decision, followups_policy from zhiyin_app;
-- The hot table: its state columns are indexed, so every step leaves a dead row; vacuum comes early.
alter table followups_followup set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
