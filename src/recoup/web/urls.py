"""The addresses of the pages. All of a creditor's lie under its number, so that two are never mixed."""

from django.urls import include, path

from recoup.web import start
from recoup.web.components.views import components
from recoup.web.debtors import deeds as debtor_deeds
from recoup.web.debtors import evidence as debtor_evidence
from recoup.web.debtors import record as debtor_record
from recoup.web.debtors.bulk import bulk as debtors_bulk
from recoup.web.debtors.debtor import debtor, earlier
from recoup.web.debtors.debtors import debtors, debtors_export
from recoup.web.firstrun import views as first
from recoup.web.firstrun.welcome import welcome
from recoup.web.formal.urls import of_formal
from recoup.web.imports import changes as import_changes
from recoup.web.imports import look as import_look
from recoup.web.imports import unmatched as import_unmatched
from recoup.web.imports import views as imports
from recoup.web.imports.history import import_export
from recoup.web.inbox import mail as inbox_mail
from recoup.web.inbox.views import inbox
from recoup.web.invoices import documents
from recoup.web.invoices.views import invoice, invoices, invoices_export
from recoup.web.outbox import deeds as outbox_deeds
from recoup.web.outbox import letters as outbox_letters
from recoup.web.outbox.messages import message, next_message, original, step_edit, step_message
from recoup.web.outbox.views import outbox, outbox_export, progress
from recoup.web.overview.views import proof
from recoup.web.overview.views import show as overview
from recoup.web.policies import deeds as policy_deeds
from recoup.web.policies import views as policy_pages
from recoup.web.searching.views import search
from recoup.web.settings import bank, data, mailboxes, people, professionals, record, wording
from recoup.web.settings import views as settings
from recoup.web.stop.views import resume, stop, stop_why
from recoup.web.today import decisions
from recoup.web.today.views import today, today_export
from recoup.web.today.work import task, task_assign, task_result, undo

of_creditor = [
    path("", today, name="today"),
    path("tasks/<int:pk>/", task, name="task"),
    path("tasks/<int:pk>/result/", task_result, name="task_result"),
    path("tasks/<int:pk>/assign/", task_assign, name="task_assign"),
    path("today/undo/<int:pk>/", undo, name="today_undo"),
    path("today/export/", today_export, name="today_export"),
    path("today/steps/<int:pk>/", decisions.step, name="today_step"),
    path("today/steps/<int:pk>/decide/", decisions.step_decide, name="today_step_decide"),
    path("today/requests/<int:pk>/", decisions.asked, name="today_request"),
    path("today/requests/<int:pk>/decide/", decisions.asked_decide, name="today_request_decide"),
    path("today/letters/posted/", decisions.heap_posted, name="today_posted"),
    path("today/heaps/<slug:source>/", decisions.heap, name="today_heap"),
    path("inbox/", inbox, name="inbox"),
    path("inbox/<int:pk>/", inbox_mail.mail, name="inbox_mail"),
    path("inbox/<int:pk>/original/", inbox_mail.original, name="inbox_original"),
    path("inbox/<int:pk>/confirm/", inbox_mail.confirm, name="inbox_confirm"),
    path("inbox/<int:pk>/reject/", inbox_mail.reject, name="inbox_reject"),
    path("inbox/<int:pk>/result/", inbox_mail.result, name="inbox_result"),
    path("inbox/<int:pk>/assign/", inbox_mail.assign, name="inbox_assign"),
    path("inbox/<int:pk>/aside/", inbox_mail.aside, name="inbox_aside"),
    path("outbox/", outbox, name="outbox"),
    path("outbox/progress/", progress, name="outbox_progress"),
    path("outbox/export/", outbox_export, name="outbox_export"),
    path("outbox/steps/<int:pk>/", step_message, name="step_message"),
    path("outbox/steps/<int:pk>/words/", step_edit, name="step_edit"),
    path("outbox/steps/<int:pk>/words/usual/", outbox_deeds.usual_words, name="step_usual"),
    path("outbox/steps/<int:pk>/send/", outbox_deeds.send_now, name="step_send"),
    path("outbox/steps/<int:pk>/settle/", outbox_deeds.settle, name="step_settle"),
    path("outbox/messages/<int:pk>/settle/", outbox_deeds.settle_service, name="service_settle"),
    path("outbox/words/<int:pk>/seen/", outbox_deeds.words_seen, name="words_seen"),
    path("outbox/sendings/<int:pk>/release/", outbox_deeds.release, name="sending_release"),
    path("outbox/sendings/<int:pk>/hold/", outbox_deeds.postpone, name="sending_hold"),
    path("outbox/letters/print/", outbox_letters.print_letters, name="letters_print"),
    path("outbox/letters/posted/", outbox_letters.posted, name="letters_posted"),
    path("outbox/letters/<int:pk>/returned/", outbox_letters.returned, name="letter_returned"),
    path("outbox/batches/<str:batch>/", outbox_letters.batch_file, name="letters_batch"),
    path("outbox/steps/<int:pk>/approve/", outbox_deeds.approve, name="step_approve"),
    path("outbox/steps/<int:pk>/hold/", outbox_deeds.hold_back, name="step_hold"),
    path("outbox/requests/<int:pk>/decide/", outbox_deeds.decide_request, name="request_decide"),
    path("outbox/approve-all/", outbox_deeds.approve_all, name="approve_all"),
    path("outbox/run/", outbox_deeds.run_now, name="run_now"),
    path("messages/<int:pk>/", message, name="message"),
    path("messages/<int:pk>/original/", original, name="message_original"),
    path("debtors/", debtors, name="debtors"),
    path("debtors/export/", debtors_export, name="debtors_export"),
    path("debtors/bulk/", debtors_bulk, name="debtors_bulk"),
    path("debtors/<int:pk>/", debtor, name="debtor"),
    path("debtors/<int:pk>/earlier/", earlier, name="debtor_earlier"),
    path("debtors/<int:pk>/record/<int:seq>/", debtor_record.entry, name="record_entry"),
    path("debtors/<int:pk>/record/<int:seq>/<slug:name>/", debtor_record.original, name="record_original"),
    path("debtors/<int:pk>/record/<int:seq>/-/class/", debtor_record.classify, name="entry_class"),
    path("debtors/<int:pk>/correct/", debtor_record.correct, name="debtor_correct"),
    path("debtors/<int:pk>/evidence/", debtor_evidence.evidence, name="debtor_evidence"),
    path("debtors/<int:pk>/evidence/make/", debtor_evidence.bundle, name="evidence_bundle"),
    path("debtors/<int:pk>/evidence/file/", debtor_evidence.bundle_file, name="evidence_file"),
    path("debtors/<int:pk>/evidence/held/", debtor_evidence.subject, name="evidence_subject"),
    path("debtors/<int:pk>/evidence/hold/", debtor_evidence.legal_hold, name="evidence_hold"),
    path("debtors/<int:pk>/evidence/erase/", debtor_evidence.erase, name="person_erase"),
    path("debtors/<int:pk>/evidence/decide/", debtor_evidence.erase_decide, name="erase_decide"),
    path("debtors/<int:pk>/next/", next_message, name="next_message"),
    path("debtors/<int:pk>/next/send/", outbox_deeds.send_due, name="send_due"),
    *(path(f"debtors/<int:pk>/{name}/", view, name=f"debtor_{name}") for name, view in debtor_deeds.VIEWS),
    *of_formal,
    path("search/", search, name="search"),
    path("invoices/", invoices, name="invoices"),
    path("invoices/export/", invoices_export, name="invoices_export"),
    path("invoices/<int:pk>/", invoice, name="invoice"),
    path("invoices/<int:pk>/documents/", documents.document_add, name="invoice_document_add"),
    path("invoices/<int:pk>/documents/<int:document>/", documents.document, name="invoice_document"),
    path("import/", imports.upload, name="import"),
    path("import/export/", import_export, name="import_export"),
    path("import/unmatched/", import_unmatched.unmatched, name="import_unmatched"),
    path("import/unmatched/<int:pk>/", import_unmatched.match, name="import_match"),
    path("import/past/<int:pk>/", imports.past, name="import_past"),
    path("import/past/<int:pk>/back/", imports.back, name="import_back"),
    path("import/told/<int:pk>/forget/", imports.forget, name="import_forget"),
    path("import/<slug:token>/", import_look.look, name="import_look"),
    path("import/<slug:token>/leave/", import_look.leave, name="import_leave"),
    path("import/<slug:token>/compare/", import_changes.compare, name="import_compare"),
    path("import/<slug:token>/changes/", import_changes.changes, name="import_changes"),
    path("import/<slug:token>/rejected.csv", import_changes.rejected, name="import_rejected"),
    path("import/<slug:token>/take/", import_changes.take, name="import_take"),
    path("overview/", overview, name="overview"),
    path("overview/proof/", proof, name="overview_proof"),
    path("first/", first.firstrun, name="firstrun"),
    path("first/put-away/", first.put_away, name="firstrun_put_away"),
    path("first/<slug:step>/", first.step, name="firstrun_step"),
    path("first/<slug:step>/skip/", first.skip, name="firstrun_skip"),
    path("settings/", settings.settings, name="settings"),
    path("settings/firm/", settings.firm, name="settings_firm"),
    path("settings/firm/letter/", settings.letterhead, name="letterhead"),
    path("settings/firm/logo/", settings.logo, name="logo"),
    path("settings/bank/", bank.bank, name="settings_bank"),
    path("settings/bank/ask/", bank.bank_ask, name="bank_ask"),
    path("settings/bank/<int:pk>/approve/", bank.bank_approve, name="bank_approve"),
    path("settings/bank/<int:pk>/cancel/", bank.bank_cancel, name="bank_cancel"),
    path("settings/mail/", settings.mail, name="settings_mail"),
    path("settings/mail/test/", settings.mail_test, name="mail_test"),
    path("settings/mail/domain/", settings.domain_test, name="domain_test"),
    path("settings/mailboxes/", mailboxes.mailboxes, name="settings_mailboxes"),
    path("settings/mailboxes/add/", mailboxes.add, name="mailbox_add"),
    path("settings/mailboxes/<int:pk>/", mailboxes.mailbox, name="settings_mailbox"),
    path("settings/mailboxes/<int:pk>/save/", mailboxes.change, name="mailbox_change"),
    path("settings/mailboxes/<int:pk>/test/", mailboxes.test, name="mailbox_test"),
    path("settings/mailboxes/<int:pk>/pause/", mailboxes.pause, name="mailbox_pause"),
    path("settings/mailboxes/<int:pk>/remove/", mailboxes.remove, name="mailbox_remove"),
    path("settings/sending/", settings.sending, name="settings_sending"),
    path("settings/live/", settings.go_live, name="go_live"),
    path("settings/calendar/", settings.calendar, name="settings_calendar"),
    path("settings/letting-go/", settings.letting_go, name="settings_letting_go"),
    path("settings/wording/", wording.wordings_page, name="settings_wording"),
    path("settings/wording/<slug:key>/<slug:tone>/<slug:language>/", wording.wording_page, name="wording"),
    path("settings/wording/<slug:key>/<slug:tone>/<slug:language>/save/", wording.save, name="wording_save"),
    path("settings/wording/<slug:key>/<slug:tone>/<slug:language>/look/", wording.look, name="wording_look"),
    path(
        "settings/wording/<slug:key>/<slug:tone>/<slug:language>/shipped/", wording.back, name="wording_back"
    ),
    path("settings/people/", people.settings_people, name="settings_people"),
    path("settings/people/invite/", people.person_invite, name="person_invite"),
    path("settings/people/<int:pk>/role/", people.person_role, name="person_role"),
    path("settings/people/<int:pk>/remove/", people.person_remove, name="person_remove"),
    path("settings/invitations/<int:pk>/end/", people.invitation_end, name="invitation_end"),
    path("settings/roles/", people.settings_roles, name="settings_roles"),
    path("settings/history/", people.settings_history, name="settings_history"),
    *professionals.PATHS,
    path("settings/record/", record.record, name="settings_record"),
    path("settings/record/seal/", record.seal, name="seal_now"),
    path("settings/data/", data.data, name="settings_data"),
    path("settings/data/everything/", data.everything, name="everything"),
    path("policies/", policy_pages.policies, name="policies"),
    path("policies/-/new/", policy_deeds.policy_new, name="policy_new"),
    path("policies/-/use/", policy_deeds.policy_use, name="policy_use"),
    path("policies/<str:name>/", policy_pages.policy, name="policy"),
    path("policies/<str:name>/outlook/", policy_pages.policy_outlook, name="policy_outlook"),
    path("policies/<str:name>/versions/", policy_pages.policy_versions, name="policy_versions"),
    *(path(f"policies/<str:name>/{deed}/", view, name=f"policy_{deed}") for deed, view in policy_deeds.VIEWS),
    path("stop/", stop, name="stop"),
    path("stop/why/", stop_why, name="stop_why"),
    path("resume/", resume, name="resume"),
]

urlpatterns = [
    path("", start.start, name="start"),
    path("welcome/<str:token>/", welcome, name="welcome"),
    path("components/", components, name="components"),
    path("account/", include("recoup.web.accounts.urls")),
    path("<int:creditor>/", include(of_creditor)),
]
