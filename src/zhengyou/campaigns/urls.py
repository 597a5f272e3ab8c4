"""Addresses."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhengyou.campaigns.views import contacts, matrix, reach, receipts, tasks, visits

app_name = "campaigns"
urlpatterns: list[URLPattern] = [
    path("tasks/", matrix.tasks, name="tasks"),
    path("tasks/export/", matrix.export, name="tasks_export"),
    path("tasks/issue/", matrix.issue, name="tasks_issue"),
    path("tasks/add/", tasks.add, name="task_add"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("tasks/<int:pk>/correct/", tasks.correct, name="task_correct"),
    path("tasks/<int:pk>/finish/", tasks.finish, name="task_finish"),
    path("tasks/<int:pk>/drop/", tasks.drop, name="task_drop"),
    path("tasks/<int:pk>/reopen/", tasks.reopen, name="task_reopen"),
    path("tasks/<int:pk>/note/", tasks.note, name="task_note"),
    path("visits/", visits.visits, name="visits"),
    path("visits/add/", visits.add, name="visit_add"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/promise/", visits.promise, name="visit_promise"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/add/", contacts.add, name="contact_add"),
    path("contacts/<int:pk>/end/", contacts.end, name="contact_end"),
    path("received/", receipts.received, name="receipts"),
    path("received/<int:pk>/", receipts.receipt, name="receipt"),
    path("received/<int:pk>/acknowledge/", receipts.acknowledge, name="acknowledge"),
    path("received/<int:pk>/convey/", receipts.convey, name="convey"),
    path("received/<int:pk>/send/", receipts.send_on, name="send_on"),
    path("received/<int:pk>/brief/", receipts.brief, name="brief"),
    path("received/<int:pk>/briefing-read/", receipts.briefing_read, name="briefing_read"),
    path("conveyances/<int:pk>/remove/", receipts.conveyance_remove, name="conveyance_remove"),
    path("directives/<int:pk>/receipts/", reach.directive_receipts, name="directive_receipts"),
    path("directives/<int:pk>/receipts/acknowledge/", reach.acknowledge_for, name="acknowledge_for"),
]
