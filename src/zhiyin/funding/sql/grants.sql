-- What came in stays as it was: the app adds rows and never changes or removes one.
revoke update, delete, truncate on funding_topup from zhiyin_app;
-- What was asked of a card company, a bank or a chain, and what they said, goes from state to state and is never removed.
revoke delete, truncate on funding_charge, funding_providerevent, funding_withdrawal, funding_bankfile, funding_bankline, funding_deposit,
  funding_payout, funding_chainaddress, funding_method from zhiyin_app;
