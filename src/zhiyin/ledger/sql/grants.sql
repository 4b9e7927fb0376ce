-- The app may read the ledger and call its functions; only the functions write.
revoke all on all tables in schema ledger from public, zhiyin_app;
revoke all on all sequences in schema ledger from public, zhiyin_app;
revoke all on all functions in schema ledger from public, zhiyin_app;
revoke all on schema ledger from public, zhiyin_app;
grant usage on schema ledger to zhiyin_app;
grant select on all tables in schema ledger to zhiyin_app;
grant execute on function ledger.post, ledger.post_one, ledger.post_plain, ledger.open_accounts, ledger.change_account, ledger.add_asset to zhiyin_app;
grant execute on function ledger.begin_sealing, ledger.unsealed, ledger.seal, ledger.sealed_up_to to zhiyin_app;
grant execute on function ledger.begin_anchor, ledger.claim_stamps, ledger.keep_stamp, ledger.note_calendar to zhiyin_app;
