"""Acting in one role at a time: choosing which."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from zhengyou.organisations.middleware import SESSION_KEY
from zhengyou.web.policy import ScopedRequest, SignedIn, page


@page(policy=SignedIn())
def change_role(request: ScopedRequest) -> HttpResponse:
    """Lists the person's appointments in force; choosing one makes it the role of this session."""
    if request.method == "POST":
        chosen = request.POST.get("appointment", "")
        own = {str(one.pk): one for one in request.appointments}
        if chosen not in own:
            raise Http404
        request.session[SESSION_KEY] = own[chosen].pk
        request.session.cycle_key()
        return redirect("home")
    return render(request, "organisations/change_role.html", {"appointments": request.appointments})
