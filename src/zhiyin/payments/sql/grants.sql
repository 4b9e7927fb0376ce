-- What was paid, sent or asked for stays as it was: the app adds rows and never changes or removes one.
revoke update, delete, truncate on payments_payment, payments_line, payments_transfer, payments_paymentcode from zhiyin_app;
revoke update, delete, truncate on payments_refund from zhiyin_app;
revoke update, delete, truncate on payments_presented from zhiyin_app;
grant update (declined_at) on payments_presented to zhiyin_app;
-- So do prices, what was settled and what was tried; of a settlement only the state changes, of an order only whether it was called off.
revoke update, delete, truncate on payments_terms, payments_settled, payments_attempt from zhiyin_app;
revoke delete, truncate on payments_settlement, payments_order, payments_delivery, payments_merchantkey from zhiyin_app;
revoke update on payments_settlement, payments_order from zhiyin_app;
grant update (state, paid_at, returned_at, return_id, reason, carried_by_id) on payments_settlement to zhiyin_app;
grant update (cancelled_at) on payments_order to zhiyin_app;
-- Who got what of a red packet, and how a bill was split, stays; requests, packets and links go from state to state and are never removed.
revoke update, delete, truncate on payments_redpacketshare, payments_bill, payments_billpart from zhiyin_app;
revoke delete, truncate on payments_moneyrequest, payments_redpacket, payments_claimlink, payments_tab from zhiyin_app;
revoke update, delete, truncate on payments_tabentry from zhiyin_app;
-- A gift keeps for whom, by whom and what it is; of what was put in only the way back is written down later.
revoke update, delete, truncate on payments_groupgift, payments_giftpart from zhiyin_app;
grant update (due_at, state, total_minor, ended_at, given_id) on payments_groupgift to zhiyin_app;
grant update (due_at, back_at, back_id) on payments_giftpart to zhiyin_app;
-- Of a key and of a link with money behind it only what became of it is written down later: no other shop's, and no other amount.
revoke update on payments_merchantkey, payments_claimlink, payments_redpacket from zhiyin_app;
grant update (used_at, ended_at) on payments_merchantkey to zhiyin_app;
grant update (state, claimer_id, ended_at, end_id) on payments_claimlink to zhiyin_app;
grant update (opened, left_minor, returned_minor, return_id, state, ended_at) on payments_redpacket to zhiyin_app;
