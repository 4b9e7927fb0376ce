-- What was learned can be thrown away at once and learned again.
grant truncate on profiles_item, profiles_merchantfact, profiles_personstate, profiles_spendmonth, profiles_personitem, profiles_personcategory,
  profiles_personhour, profiles_dismissal to zhiyin_app;
