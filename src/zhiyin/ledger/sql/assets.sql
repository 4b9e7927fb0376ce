-- Makes an asset known; one that is known stays as it is. Answers its scale: whoever wanted another one must not go on.
create function ledger.add_asset(p_code text, p_scale smallint) returns smallint
language plpgsql security definer set search_path = ledger, pg_catalog, pg_temp as $$
begin
  insert into asset (code, scale) values (p_code, p_scale) on conflict (code) do nothing;
  return (select s.scale from asset s where s.code = p_code);
end $$;
