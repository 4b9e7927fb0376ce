"""The addresses of the console, under /console/."""

from django.urls import path

from zhiyin.console.pages import assets, bank, cases, casework, followups, limits, overview, payments, people, policy, settlements, shipping, themes

app_name = "console"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("people/", people.people, name="people"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("payments/", payments.payment_list, name="payments"),
    path("payments/<uuid:payment_id>/", payments.payment, name="payment"),
    path("bank/", bank.bank, name="bank"),
    path("bank/lines/<uuid:line_id>/", bank.settle, name="bank_settle"),
    path("bank/withdrawals/<uuid:withdrawal_id>/release/", bank.release, name="bank_release"),
    path("bank/orders/<uuid:order_id>/refuse/", bank.refuse, name="bank_refuse"),
    path("bank/reports/<uuid:report_id>/", bank.seen, name="bank_seen"),
    path("bank/webhooks/again/", bank.ask_again, name="bank_ask_again"),
    path("settlements/", settlements.settlements, name="settlements"),
    path("settlements/<uuid:merchant_id>/terms/", settlements.change_terms, name="settlement_terms"),
    path("limits/", limits.limits, name="limits"),
    path("limits/new/", limits.new, name="limit_new"),
    path("limits/propose/", limits.propose, name="limit_propose"),
    path("limits/<uuid:rule_id>/decide/", limits.decide, name="limit_decide"),
    path("limits/people/<uuid:person_id>/", limits.set_standing, name="limit_standing"),
    path("assets/", assets.assets, name="assets"),
    path("assets/<str:asset>/pause/", assets.pause, name="asset_pause"),
    path("follow-ups/", followups.decisions, name="followups"),
    path("follow-ups/policy/", policy.policy, name="policy"),
    path("follow-ups/policy/change/", policy.change, name="policy_change"),
    path("follow-ups/<uuid:person_id>/<int:follow_up_id>/", followups.decision, name="followup"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<uuid:case_id>/", cases.case, name="case"),
    path("cases/<uuid:case_id>/take/", casework.take, name="case_take"),
    path("cases/<uuid:case_id>/reply/", casework.reply, name="case_reply"),
    path("cases/<uuid:case_id>/close/", casework.close, name="case_close"),
    path("cases/<uuid:case_id>/reopen/", casework.reopen, name="case_reopen"),
    path("cases/<uuid:case_id>/file/", casework.file_case, name="case_file"),
    path("cases/<uuid:case_id>/unfile/<uuid:theme_id>/", casework.unfile_case, name="case_unfile"),
    path("themes/", themes.themes, name="themes"),
    path("themes/new/", themes.create, name="theme_create"),
    path("themes/<uuid:theme_id>/", themes.theme, name="theme"),
    path("themes/<uuid:theme_id>/improve/", themes.open_improvement, name="improvement_open"),
    path("improvements/<uuid:improvement_id>/", shipping.improvement, name="improvement"),
    path("improvements/<uuid:improvement_id>/start/", shipping.start, name="improvement_start"),
    path("improvements/<uuid:improvement_id>/ship/", shipping.ship, name="improvement_ship"),
    path("improvements/<uuid:improvement_id>/decline/", shipping.decline, name="improvement_decline"),
]
