"""The addresses of a person's pages."""

from django.urls import path

from zhiyin.web.pages import activity, cases, friends, home, inbox, me, movements, pay, privacy, receipt, statements, tiles, words
from zhiyin.web.pages.shops import show_code
from zhiyin.web.pages.together import hub, red_packets, requests

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("hide-balance/", home.hide_balance, name="hide_balance"),
    path("suggestions/<str:item_id>/", tiles.dismiss, name="dismiss"),
    path("arrange/", tiles.arrange, name="arrange"),
    path("activity/", activity.activity, name="activity"),
    path("activity/<uuid:payment_id>/", receipt.receipt, name="receipt"),
    path("activity/<uuid:payment_id>/stars/", receipt.stars, name="receipt_stars"),
    path("activity/<uuid:payment_id>/problem/", receipt.problem, name="problem"),
    path("activity/movement/<uuid:entry_id>/", movements.movement, name="movement"),
    path("activity/movement/<uuid:entry_id>/problem/", movements.dispute, name="dispute"),
    path("statements/", statements.statements, name="statements"),
    path("statements/tax-year/", statements.tax_year, name="tax_year"),
    path("statements/<str:period>.pdf", statements.pdf, name="statement_pdf"),
    path("statements/<str:period>.csv", statements.csv, name="statement_csv"),
    path("statements/<str:period>/", statements.statement, name="statement"),
    path("activity/<str:kind>/<uuid:entry_id>/", receipt.story, name="story"),
    path("spending/", activity.spending, name="spending"),
    path("pay/", pay.pay, name="pay"),
    path("pay/read/", pay.read, name="read"),
    path("pay/confirm/", pay.confirm, name="confirm"),
    path("pay/friend/", friends.friend, name="friend"),
    path("pay/code/", show_code.show_code, name="show_code"),
    path("pay/code/asked/", show_code.asked, name="code_asked"),
    path("pay/code/asked/<uuid:presented_id>/", show_code.answer, name="code_answer"),
    path("pay/code/stop/", show_code.stop, name="code_stop"),
    path("pay/me/", friends.my_code, name="my_code"),
    path("together/", hub.hub, name="together"),
    path("together/red-packets/new/", red_packets.new, name="red_packet_new"),
    path("together/red-packets/<uuid:packet_id>/", red_packets.own, name="own_red_packet"),
    path("red-packets/draw/", red_packets.draw, name="draw"),
    path("red/<str:token>/", red_packets.packet, name="red_packet"),
    path("together/ask/", requests.ask, name="ask"),
    path("together/requests/<uuid:request_id>/", requests.answer, name="request"),
    path("top-up/", friends.top_up, name="top_up"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/badge/", inbox.badge, name="badge"),
    path("inbox/answers/<uuid:invitation_id>/", inbox.answer, name="answer"),
    path("inbox/answers/<uuid:invitation_id>/sentence/", inbox.sentence, name="sentence"),
    path("inbox/<uuid:message_id>/why/", inbox.why, name="why"),
    path("inbox/<uuid:message_id>/stop/", inbox.stop, name="stop"),
    path("cases/<uuid:case_id>/", cases.case, name="case"),
    path("me/", me.me, name="me"),
    path("me/look/", me.look, name="look"),
    path("me/help/", cases.ask, name="help"),
    path("me/privacy/", privacy.privacy, name="privacy"),
    path("me/profile/", privacy.profile, name="profile"),
    path("me/uses/", privacy.uses, name="uses"),
    path("language/", words.language, name="language"),
]
