"""Every field of every form is a registered question; none asks what is derived, dropped or already held elsewhere."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict

import pytest
from allauth.account.forms import LoginForm
from django import forms

import zhengyou
from zhengyou.burden.register import register
from zhengyou.web.forms import FilterForm, QuestionForm

NOT_OURS_TO_REGISTER = (LoginForm,)  # allauth's own: name, password and code of the sign-in itself


def _import_all() -> None:
    for module in pkgutil.walk_packages(zhengyou.__path__, "zhengyou."):
        if not any(part in {"tests", "migrations", "wsgi"} for part in module.name.split(".")):
            importlib.import_module(module.name)


def _below(base: type) -> set[type]:
    return {base} | {found for child in base.__subclasses__() for found in _below(child)}


_import_all()
FORMS = sorted(
    (
        form
        for form in _below(forms.BaseForm)
        if form.__module__.startswith("zhengyou.") and "tests" not in form.__module__
    ),
    key=lambda form: f"{form.__module__}.{form.__qualname__}",
)
ASKING = [form for form in FORMS if issubclass(form, QuestionForm) and form is not QuestionForm]
IDS = lambda form: f"{form.__module__}.{form.__qualname__}"  # noqa: E731


def test_the_sweep_finds_the_forms() -> None:
    assert len(ASKING) > 10


@pytest.mark.parametrize("form", FORMS, ids=IDS)
def test_a_form_asks_registered_questions_or_narrows_a_list(form: type) -> None:
    assert issubclass(form, (QuestionForm, FilterForm, *NOT_OURS_TO_REGISTER)) or form.__module__.startswith(
        "zhengyou.accounts.forms"
    )


@pytest.mark.parametrize("form", ASKING, ids=IDS)
def test_each_field_is_in_the_register_with_its_purpose(form: type[QuestionForm]) -> None:
    questions = register()
    for field, question in form.questions().items():
        assert question in questions, f"{field}: add {question} to standards/questions"
        assert questions[question].purpose, question
        assert questions[question].minutes > 0, question
        assert questions[question].may_be_asked, f"{question} is derived or dropped and may not be asked"
    assert all(reason for reason in form.tools.values())


def test_two_forms_ask_the_same_only_when_they_show_what_is_held() -> None:
    asked = defaultdict(list)
    for form in ASKING:
        for question in form.questions().values():
            asked[question].append(form)
    twice = {
        question: [form.__qualname__ for form in forms if not form.prefilled]
        for question, forms in asked.items()
        if sum(not form.prefilled for form in forms) > 1
    }
    assert twice == {}


@pytest.mark.parametrize("form", ASKING, ids=IDS)
def test_no_photo_file_or_place_is_compulsory(form: type[QuestionForm]) -> None:
    for name, field in form.base_fields.items():
        if isinstance(field, forms.FileField) and name not in form.tools:
            assert not field.required, name
        assert not isinstance(field, forms.ImageField), name
