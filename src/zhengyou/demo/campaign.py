"""The demonstration's campaign: what the offices have done since the province issued its directive."""

from __future__ import annotations

from django.db import transaction

from zhengyou.campaigns.models import Directive
from zhengyou.demo import line, problems, work
from zhengyou.demo.cast import Cast


@transaction.atomic
def play(cast: Cast) -> bool:
    """All of it or nothing, once; whether it was played now."""
    if Directive.objects.within(cast.scopes["province"]).exists():
        return False
    directive = line.issue_directive(cast)
    line.pass_on(cast, directive)
    work.fill_calendar(cast)
    work.give_out_tasks(cast, directive)
    line.issue_opinion(cast)
    work.keep_in_touch(cast)
    work.write_documents(cast, directive)
    problems.send_up(cast)
    return True
