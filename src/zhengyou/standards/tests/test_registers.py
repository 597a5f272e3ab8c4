"""Which register is believed for which fact."""

from __future__ import annotations

from collections import Counter
from datetime import date

from zhengyou import standards

REGISTERS = standards.load_registers()


def test_each_names_facts_of_a_unit_that_are_held() -> None:
    held = {field.key for field in standards.load_unit_fields().held}
    for register in REGISTERS.values():
        named = {field.key for field in register.fields if field.role != "date"}
        assert named <= held, register.code


def test_no_fact_has_two_authorities() -> None:
    counted = Counter(key for register in REGISTERS.values() for key in register.taken)
    assert [key for key, count in counted.items() if count > 1] == []


def test_the_insured_are_not_taken_for_the_employees() -> None:
    roles = {field.key: field.role for field in REGISTERS["insurance"].fields}
    assert (roles["social_insured"], roles["employees"]) == ("taken", "hint")


def test_each_says_its_source_and_reason() -> None:
    for register in REGISTERS.values():
        assert register.reason_zh
        assert register.reason_en
        assert all(field.source for field in register.fields if field.role == "taken")


def test_an_entry_is_believed_for_its_months() -> None:
    assert REGISTERS["insurance"].holds_since(date(2026, 11, 23)) == date(2026, 5, 23)
    assert REGISTERS["registration"].holds_since(date(2026, 1, 31)) == date(2025, 1, 28)
    assert REGISTERS["tax"].holds_since(date(2026, 6, 30)) == date(2024, 12, 28)
