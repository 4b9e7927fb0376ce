"""The addresses of the till, under /till/."""

from django.urls import path

from zhiyin.merchant.pages import bank, counter, exports, programs, proofs, refunds, scan, staff, takings, till

app_name = "merchant"
urlpatterns = [
    path("", till.shops, name="shops"),
    path("<slug:shop>/", till.till, name="till"),
    path("<slug:shop>/code/<uuid:code_id>/", till.code, name="code"),
    path("<slug:shop>/scan/", scan.scan, name="scan"),
    path("<slug:shop>/scan/<uuid:taken_id>/", scan.taken, name="taken"),
    path("<slug:shop>/takings/", takings.takings, name="takings"),
    path("<slug:shop>/takings/<uuid:paid_id>/", refunds.payment, name="payment"),
    path("<slug:shop>/export/", exports.export, name="export"),
    path("<slug:shop>/staff/", staff.staff, name="staff"),
    path("<slug:shop>/staff/<uuid:place_id>/end/", staff.end, name="staff_end"),
    path("<slug:shop>/staff/<uuid:place_id>/limit/", staff.limit, name="staff_limit"),
    path("<slug:shop>/programs/", programs.programs, name="programs"),
    path("<slug:shop>/programs/<uuid:what>/", programs.deed, name="programs_deed"),
    path("<slug:shop>/bank/", bank.bank, name="bank"),
    path("<slug:shop>/bank/<uuid:settlement_id>/", bank.settlement, name="settlement"),
    path("<slug:shop>/receipts/<uuid:paid_id>.json", proofs.file, name="receipt_file"),
    path("<slug:shop>/books/", bank.books, name="books"),
    path("<slug:shop>/counter/", counter.counter, name="counter"),
    path("<slug:shop>/tap/", counter.tap, name="tap"),
]
