-- What is due is decided in the transaction that takes it in hand: nothing is "claimed" any more. The steps of before stay, for the log names them.
insert into followups_transition (id, was, becomes, kept) values
  (16, 'planned', 'sent', true),
  (17, 'planned', 'suppressed', true),
  (18, 'planned', 'held_out', true),
  (19, 'planned', 'expired', true),
  (20, 'planned', 'failed', true);
-- What a worker had in hand while the older product was stopped is due as before.
update followups_followup set state = 'planned', lease_until = null where state = 'claimed';
