"""Rolls that find a member in another branch: a dated transfer, a proposal, or a claim that somebody has to settle."""

from __future__ import annotations

import pytest

from tests.world import NOW, TODAY, World
from zhengyou.census.actions import imports, transfers
from zhengyou.census.models import Member, Round, Transfer
from zhengyou.census.queries import differences
from zhengyou.census.tests.importing.lab import Lab, codes, doubts, figures, id_number
from zhengyou.organisations.models import OrganisationLink, PartyOrganisation
from zhengyou.scoping import Scope

WHY = "a test looks at what was written"
LI = "41130219800101001X"
NEIGHBOUR = "411303197907070037"
HOME = "豫宛精密铸造有限公司党支部"
OTHER = "宛城新材料有限公司党支部"


@pytest.fixture
def other(world: World) -> PartyOrganisation:
    place = world.place["411302002"]
    made = PartyOrganisation(
        name=OTHER, level="branch", territory=place, place=place.path,
        superior=world.organisation["county_committee"], path="000000000001", valid_from=TODAY,
    )  # fmt: skip
    made.save()
    OrganisationLink(organisation=made, superior=made.superior, valid_from=TODAY).save()
    return made


def last_round(world: World) -> None:
    """The cast stands on the rolls of an earlier round."""
    earlier = Round(code="2026-3", as_of=TODAY.replace(month=8), opened_at=NOW)
    earlier.save()
    Member.objects.across_all(because=WHY).update(last_round=earlier)


def rows(state: str = "") -> list[Transfer]:
    found = Transfer.objects.across_all(because=WHY).order_by("pk")
    return list(found.filter(state=state) if state else found)


def test_a_member_of_another_branch_in_the_scope_is_transferred_and_counted(
    lab: Lab, other: PartyOrganisation
) -> None:
    last_round(lab.world)
    batch, outcome = lab.run([{"name": "李党员", "id_number": LI, "branch": OTHER}], kind="members")
    assert (figures(outcome), doubts(outcome)) == ((1, 0, 1, 0, 0), ["transferred"])
    (row,) = rows()
    assert row.from_branch is not None
    assert (row.state, row.from_branch.name, row.batch_id) == ("released", HOME, batch.pk)
    assert row.to_branch == other
    assert row.moved_on == lab.world.round.as_of
    assert lab.member("李党员").branch == other


def test_it_says_so_in_the_preview(lab: Lab, other: PartyOrganisation) -> None:
    from zhengyou.census.importing import pipeline  # noqa: PLC0415 - the stage that a preview is made of

    last_round(lab.world)
    file = lab.file([{"name": "李党员", "id_number": LI, "branch": OTHER}], kind="members")
    checked = pipeline.check(lab.task(file, kind="members"))
    pipeline.compare(checked)
    (row,) = list(checked.rows)
    assert row.links["moved"] == (HOME, OTHER)


def test_undo_takes_the_transfer_back(lab: Lab, other: PartyOrganisation) -> None:
    last_round(lab.world)
    batch, _ = lab.run([{"name": "李党员", "id_number": LI, "branch": OTHER}], kind="members")
    imports.undo(batch=batch, by=Scope.operator(), at=NOW)
    assert rows() == []
    assert lab.member("李党员").branch.name == HOME  # type: ignore[union-attr]


def test_two_rolls_of_one_round_do_not_push_a_member_to_and_fro(lab: Lab, other: PartyOrganisation) -> None:
    _batch, outcome = lab.run([{"name": "李党员", "id_number": LI, "branch": OTHER}], kind="members")
    assert doubts(outcome) == ["claimed_twice"]
    assert lab.member("李党员").branch.name == HOME  # type: ignore[union-attr]
    (row,) = rows("proposed")
    assert row.contested
    found = differences.listed(lab.world.scope("county"), kind="two_rolls")
    assert [one.sentence for one in found] == [f"“{HOME}”和“{OTHER}”的名册上都有李**。"]
    lab.run([{"name": "李党员", "id_number": LI, "branch": OTHER}], kind="members")
    assert len(rows()) == 1


def test_who_says_where_the_member_belongs_settles_it_for_the_round(
    lab: Lab, other: PartyOrganisation
) -> None:
    lab.run([{"name": "李党员", "id_number": LI, "branch": OTHER}], kind="members")
    transfers.release(transfer=rows("proposed")[0], by=lab.world.scope("county"), at=NOW)
    assert lab.member("李党员").branch == other
    lab.run([{"name": "李党员", "id_number": LI, "branch": HOME}], kind="members")
    assert lab.member("李党员").branch == other
    assert rows("proposed") == []


def test_a_roll_sent_again_corrects_itself(lab: Lab, other: PartyOrganisation) -> None:
    file = lab.file([{"name": "吴新", "id_number": id_number(5), "branch": HOME}], kind="members")
    lab.run(file, kind="members")
    lab.count -= 1
    again = lab.file([{"name": "吴新", "id_number": id_number(5), "branch": OTHER}], kind="members")
    assert again.name == file.name
    _batch, outcome = lab.run(again, kind="members")
    assert doubts(outcome) == ["transferred"]
    assert lab.member("吴新").branch == other


def test_a_member_held_elsewhere_is_asked_for_and_untold(lab: Lab) -> None:
    by = lab.world.scope("county")
    batch, outcome = lab.run(
        [{"name": "何邻党", "id_number": NEIGHBOUR, "branch": HOME}], kind="members", by=by
    )
    assert (figures(outcome), codes(outcome)) == ((1, 0, 0, 0, 1), ["held_elsewhere"])
    (row,) = rows()
    assert (row.state, row.to_branch.name, row.batch_id) == ("proposed", HOME, batch.pk)  # type: ignore[union-attr]
    assert "卧龙" not in str([issue.finding.message for issue in outcome.issues])
    lab.run([{"name": "何邻党", "id_number": NEIGHBOUR, "branch": HOME}], kind="members", by=by)
    assert len(rows()) == 1
    transfers.release(transfer=row, by=lab.world.scope("neighbour_secretary"), at=NOW)
    _batch, after = lab.run(
        [{"name": "何邻党", "id_number": NEIGHBOUR, "branch": HOME}], kind="members", by=by
    )
    assert after.refused == 0


def test_undo_of_a_roll_asks_no_more(lab: Lab) -> None:
    batch, _ = lab.run([{"name": "何邻党", "id_number": NEIGHBOUR, "branch": HOME}], kind="members")
    imports.undo(batch=batch, by=Scope.operator(), at=NOW)
    assert rows() == []


def test_a_trial_run_asks_nobody(lab: Lab) -> None:
    file = lab.file([{"name": "何邻党", "id_number": NEIGHBOUR, "branch": HOME}], kind="members")
    imports.rehearse(task=lab.task(file, kind="members"))
    assert rows() == []


def test_by_name_alone_nobody_is_moved(lab: Lab, other: PartyOrganisation) -> None:
    last_round(lab.world)
    _batch, outcome = lab.run([{"name": "李党员", "branch": OTHER}], kind="members")
    assert outcome.created == 1
    assert rows() == []


def test_a_namesake_of_another_branch_with_the_same_birth_date_is_told_of(
    lab: Lab, other: PartyOrganisation
) -> None:
    born = "1980-01-01"
    Member.objects.across_all(because=WHY).filter(pk=lab.world.member["li"].pk).update(birth_date=born)
    row = {"name": "李党员", "branch": OTHER, "birth_date": born}
    _batch, outcome = lab.run([row], kind="members")
    assert (figures(outcome), doubts(outcome)) == ((1, 1, 0, 0, 0), ["namesake_elsewhere"])
    _batch, outcome = lab.run([row | {"birth_date": "1990-02-02"}], kind="members")
    assert "namesake_elsewhere" not in doubts(outcome)
