"""Every address of the product, and who may ask for it."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.world import EVERYBODY
from zhiyin.identity.models import ROLES, STAFF_ROLES

ANYBODY, SIGNED_IN, PERSON, MERCHANT = set(EVERYBODY), set(ROLES), {"person"}, {"merchant"}
STAFF = set(STAFF_ROLES)
WATCHING = {"support", "risk", "auditor", "admin"}
REACHING = {"support", "marketing", "product", "auditor", "admin"}
HELPING, SHAPING, ASKING = {"support", "admin"}, {"product", "admin"}, {"marketing", "admin"}

PROGRAM: set[str] = set()  # opened by a merchant's own key (tests/api), by no role

RULES: dict[str, set[str]] = {}
for who, names in (
    (REACHING, "console:letters console:letter console:letter_rendered console:letter_previews console:letter_preview"),
    (HELPING, "console:letter_lift"),
    (ANYBODY, "web:letter web:letter_stop"),
    (PERSON, "web:me_channels"),
    (ANYBODY, "web:draw web:claim web:survey web:survey_ticket"),
    (PERSON, "web:own_survey web:wishes web:vote"),
    (ANYBODY, "web:worker api-v1:short_message api-v1:chat"),
    (PROGRAM, "api-v1:mail_receipt"),
    (PERSON, "web:notices"),
    (ANYBODY, "healthz readyz web:language account_login account_inactive account_reset_password"),
    (ANYBODY, "account_password_reset_completed"),
    (ANYBODY, "account_signup account_signup_by_passkey identity_handle account_logout mfa_list_webauthn api-v1:openapi-json"),
    (ANYBODY, "api-v1:stripe_webhook"),
    (PERSON, "web:movement web:dispute web:statements web:statement web:statement_pdf web:statement_csv web:tax_year"),
    (ANYBODY, "web:heads web:heads_json web:heads_proof web:heads_anchored web:head_file web:head_proof_file web:how_to_check"),
    (PERSON, "web:seal web:seal_file web:seal_promise"),
    (SIGNED_IN, "web:home web:look account_security mfa_index account_email account_change_password account_set_password"),
    (SIGNED_IN, "account_reauthenticate mfa_reauthenticate mfa_reauthenticate_webauthn mfa_add_webauthn mfa_edit_webauthn"),
    (SIGNED_IN, "mfa_remove_webauthn"),
    (SIGNED_IN, "mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes usersessions_list"),
    (SIGNED_IN, "identity_end_sessions"),
    (PERSON, "web:hide_balance web:dismiss web:arrange web:activity web:receipt web:receipt_stars web:problem web:story"),
    (PERSON, "web:spending web:limits web:account"),
    (PERSON, "web:phone web:approve"),
    (PERSON, "web:money web:automatic web:card_first web:add_bank web:add_card web:card_visit web:method_first web:method_remove web:demo_card"),
    (PERSON, "web:card_top_up web:charge web:withdraw web:withdrawal web:withdrawal_cancel"),
    (PERSON, "web:pay web:read web:confirm web:friend web:my_code web:top_up web:show_code web:code_asked web:code_answer"),
    (PERSON, "web:code_stop web:till_answer"),
    (PERSON, "web:currencies web:exchange web:quote web:exchanged web:book web:receive web:pretend_deposit web:send_out"),
    (PERSON, "web:inbox web:badge web:answer web:sentence web:why web:stop web:case web:help web:me web:contacts web:privacy web:profile"),
    (PERSON, "web:uses"),
    (PERSON, "web:talks web:call_ask web:call_cancel web:talk_offer web:talk web:talk_move web:talk_cancel web:talk_file"),
    ({"person", "support"}, "web:room web:room_signals web:room_record"),
    ({"support", "admin"}, "console:talks console:hours_publish console:hours_withdraw console:invite"),
    ({"support"}, "console:talk console:talk_finish"),
    (
        {"support", "admin"},
        "console:calls console:call console:call_next console:call_claim console:call_release console:call_outcome console:case_call",
    ),
    (PERSON, "web:together web:ask web:request web:red_packet_new web:own_red_packet web:red_packet web:bill_new web:bill"),
    (PERSON, "web:money_link_new web:money_link web:claim_take web:feed web:feed_settings web:tab_new web:tab"),
    (PERSON, "web:gift_new web:gift"),
    (PERSON, "identity_tokens identity_end_token api-v1:wallet api-v1:limits api-v1:activity api-v1:pay api-v1:transfer api-v1:transfer_read"),
    (PERSON, "api-v1:payment"),
    (MERCHANT, "merchant:shops merchant:till merchant:code merchant:takings merchant:counter merchant:payment merchant:scan"),
    (MERCHANT, "merchant:taken merchant:export merchant:staff merchant:staff_end merchant:staff_limit merchant:tap"),
    (PROGRAM, "api-v1:place_order api-v1:orders api-v1:order api-v1:cancel_order api-v1:give_back api-v1:settlements"),
    (PROGRAM, "api-v1:deliveries api-v1:send_again"),
    (MERCHANT, "merchant:programs merchant:programs_deed merchant:bank merchant:books merchant:settlement merchant:receipt_file"),
    (WATCHING, "console:settlements console:limits"),
    ({"risk", "admin"}, "console:limit_new console:limit_propose console:limit_decide console:limit_standing"),
    ({"risk", "admin"}, "console:standing_decide console:wallet_freeze"),
    ({"admin"}, "console:settlement_terms"),
    (STAFF, "console:overview"),
    (WATCHING, "console:bank console:assets"),
    ({"risk", "admin"}, "console:bank_settle console:bank_release console:bank_ask_again console:bank_refuse console:bank_seen console:asset_pause"),
    (WATCHING, "console:people console:person console:payments console:payment"),
    (REACHING, "console:followups console:followup console:policy console:themes console:theme console:improvement"),
    (ASKING, "console:policy_change console:experiment_new console:experiment_create console:experiment_deed console:journey_holdout"),
    (REACHING, "console:experiments console:experiment console:measured"),
    (REACHING, "console:journeys console:journey console:journey_schema console:journey_trials"),
    (ASKING, "console:journey_new console:journey_edit console:journey_act console:journey_try"),
    (REACHING, "console:surveys console:survey console:survey_results console:survey_export console:survey_parquet console:wishes"),
    ({"marketing", "product", "admin"}, "console:survey_change console:survey_question console:survey_place console:survey_tickets"),
    (REACHING - ASKING | {"admin"}, "console:cases console:case"),
    ({"marketing", "product", "admin"}, "console:wish_judge"),
    (HELPING, "console:case_take console:case_reply console:case_close console:case_reopen"),
    (HELPING | SHAPING, "console:case_file console:case_unfile"),
    (SHAPING, "console:theme_create console:improvement_open console:improvement_start console:improvement_ship"),
    (SHAPING, "console:improvement_decline"),
):
    RULES |= dict.fromkeys(names.split(), who)
# Only in the browser that took the step before: everybody else is led to where it begins.
STEPS = set(
    "mfa_login_webauthn mfa_authenticate account_confirm_password_reset_code account_complete_password_reset mfa_signup_webauthn "
    "account_email_verification_sent".split()
)
NOWHERE = {"api-v1:api-root": "ninja counts it among its addresses and answers 404 to everybody"}
DEEDS = set(
    "console:journey_try "
    "console:journey_act web:call_cancel console:call_next console:call_claim console:call_release console:call_outcome console:case_call "
    "console:survey_change console:survey_place console:survey_tickets console:bank_refuse console:bank_seen console:asset_pause "
    "web:vote console:wish_judge "
    "web:talk_cancel web:room_record console:hours_publish console:hours_withdraw console:talk_finish console:invite "
    "console:experiment_create console:experiment_deed console:journey_holdout "
    "console:limit_propose console:limit_decide console:limit_standing "
    "console:standing_decide console:wallet_freeze "
    "web:pretend_deposit console:bank_settle console:bank_release console:bank_ask_again api-v1:give_back api-v1:send_again "
    "console:letter_lift api-v1:short_message api-v1:mail_receipt api-v1:chat "
    "merchant:programs_deed console:settlement_terms api-v1:stripe_webhook web:automatic web:card_first web:add_card web:method_first "
    "web:method_remove web:withdrawal_cancel api-v1:cancel_order web:tax_year web:claim_take web:hide_balance web:dismiss web:read "
    "web:code_answer web:code_stop web:till_answer merchant:staff_end merchant:staff_limit web:answer web:stop web:language identity_end_sessions "
    "identity_end_token api-v1:pay api-v1:transfer console:policy_change console:case_take console:case_reply console:case_close "
    "console:case_reopen console:case_file console:case_unfile console:theme_create console:improvement_open console:improvement_start "
    "console:improvement_ship console:improvement_decline".split()
)


def _addresses(resolver: URLResolver, spaces: tuple[str, ...] = (), before: str = "") -> Iterator[tuple[str, str]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield ":".join((*spaces, str(each.name))), before + str(each.pattern)
        else:
            yield from _addresses(each, (*spaces, each.namespace) if each.namespace else spaces, before + str(each.pattern))


PATTERNS = dict(_addresses(get_resolver()))
