-- What was paid, sent or asked for stays as it was: the app adds rows and never changes or removes one.
revoke update, delete, truncate on payments_payment, payments_line, payments_transfer, payments_paymentcode from zhiyin_app;
