-- Money is neither made nor lost: the balances of all accounts of an asset sum to zero.
select 'asset_sum', format('the balances in %s sum to %s, not 0', s.code, sum(b.posted))
from ledger.balance b join ledger.asset s on s.id = b.asset group by s.code having sum(b.posted) <> 0
