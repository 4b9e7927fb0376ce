-- Every account has its balance row and every row its account, in the same asset; every leg names an account, both legs the same asset.
select 'account_without_balance', format('account %s (%s) has no balance row', a.id, a.path)
from ledger.account a left join ledger.balance b on b.account_id = a.id where b.account_id is null
union all
select 'balance_without_account', format('balance row %s has no account', b.account_id)
from ledger.balance b left join ledger.account a on a.id = b.account_id where a.id is null
union all
select 'asset_differs', format('account %s (%s) and its balance row differ in asset', a.id, a.path)
from ledger.account a join ledger.balance b on b.account_id = a.id where a.asset <> b.asset
union all
select 'unknown_account', format('transfer %s names an account that does not exist (%s to %s)', t.id, t.dr, t.cr)
from ledger.transfer t left join ledger.account d on d.id = t.dr left join ledger.account c on c.id = t.cr where d.id is null or c.id is null
union all
select 'assets_mixed', format('transfer %s goes from %s to %s, accounts of different assets', t.id, t.dr, t.cr)
from ledger.transfer t join ledger.account d on d.id = t.dr join ledger.account c on c.id = t.cr where d.asset <> c.asset
