"""Which sentences ask for something, and by which words: 要 is read by its sense, not by its letter."""

from __future__ import annotations

import pytest

from zhengyou.campaigns.rules.directive import read
from zhengyou.campaigns.rules.directive.clauses import asked


def found(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(text[one.start : one.end], one.duty) for one in asked(text)]


@pytest.mark.parametrize(
    ("sentence", "duty"),
    [
        ("各级党组织要加强领导。", "要"),
        ("党员业主要全程参加。", "要"),
        ("业主要支持，主要负责人要到场。", "要"),
        ("各县要领导带头。", "要"),
        ("支部要领会精神。", "要"),
        ("各地要紧密结合实际。", "要"),
        ("干部要不断学习。", "要"),
        ("作风要务实。", "要"),
        ("做人要求真务实。", "要"),
        ("党纪要严明。", "要"),
        ("每次要有记录。", "要"),
        ("各支部务必要重视。", "务必 要"),
        ("党员应当按月交纳党费。", "应当"),
        ("支部应每季度召开一次党员大会。", "应"),
        ("申请人须如实填写。", "须"),
        ("台账须知悉范围内使用，各支部须妥善保管。", "须"),
        ("请各单位抓紧办理。", "请"),
        ("望各支部遵照执行。", "望"),
        ("严禁弄虚作假。", "严禁"),
        ("任何单位不得摊派。", "不得"),
        ("不要搞形式。", "不要"),
        ("需要各单位共同努力。", "需要"),
        ("上级要求各支部公开账目。", "要求"),
        ("工作中需注意保密。", "需"),
        ("确保按期完成。", "确保"),
        ("既要抓组建，又要抓巩固。", "要"),
        ("不只要会干，还要会讲。", "要"),
        ("去年任务没完成的，今年必须补上。", "必须"),
        ("加强组织领导。", ""),
        ("认真落实谈心谈话制度。", ""),
        ("县委组织部每季度通报一次。", ""),
        ("由市委统战部牵头组织实施。", ""),
        ("6月底前完成排查。", ""),
        ("每月25日前，各支部报送工作进展。", ""),
        ("对排查出的问题，逐项整改销号。", ""),
        ("按照属地管理原则，建立联系制度。", ""),
        ("不搞一刀切。", ""),
        ("将党建经费纳入预算。", ""),
        ("各有关单位密切配合。", ""),
    ],
)
def test_it_asks(sentence: str, duty: str) -> None:
    assert found(sentence) == [(sentence, tuple(duty.split()))]


@pytest.mark.parametrize(
    "sentence",
    [
        "这是一项重要任务。",
        "经费主要用于培训。",
        "这是企业发展的需要。",
        "工作符合上级要求。",
        "会议纪要已经印发。",
        "领会要点是学习的首要环节。",
        "供应商应邀到会。",
        "群众反应良好。",
        "这些需求十分旺盛。",
        "展望未来，前景光明。",
        "去年我们要求各支部公开账目，各支部都做到了。",
        "省委作出了部署。",
        "刚才，三家单位作了发言。",
        "近年来，各级党组织加强领导，取得明显成效。",
        "截至六月底，全市建立支部三百个。",
        "难道我们要等下去吗？",
        "党组织要不要建在企业？",
        "怎样才能做好这项工作？",
        "一年以后，我们要交出什么样的答卷？",
        "党员应当怎样带头；支部应当怎样作为？",
        "有的企业要人没人、要钱没钱。",
        "一些支部组织生活不规范。",
        "老书记常说：“要把心交给群众。”",
        "《支部工作应当怎样做》是一本好书。",
        "一是一，二是二。",
        "加强党的建设具有十分重要的意义。",
        "开展活动是推动发展的重要举措。",
        "只有这样，活动才能为企业所欢迎。",
        "下面，我讲三点意见。",
        "为做好工作，确保顺利推进，制定本方案。",
        "现将有关事项通知如下：",
        "特此通知。",
        "要么早办，要么晚办。",
        "工作制度。",
        "",
        "要",
    ],
)
def test_it_does_not(sentence: str) -> None:
    assert found(sentence) == []


def test_parallel_demands_are_clauses_of_their_own() -> None:
    text = "有序，就是要统筹安排。有度，就是充分考虑承受能力；有效，就是看得见变化。"
    assert [one for one, _ in found(text)] == [
        "有序，就是要统筹安排。",
        "有度，就是充分考虑承受能力；",
        "有效，就是看得见变化。",
    ]


def test_an_example_belongs_to_its_demand() -> None:
    text = "各支部都要确定活动主题，比如，甲厂以节能为主题；乙厂以推动全员安全为主题。"
    assert [one for one, _ in found(text)] == [text]


def test_what_was_told_before_the_asking_is_left_out() -> None:
    assert found("刚才县委作了部署，希望大家抓好落实。") == [("希望大家抓好落实。", ("希望",))]


def test_a_count_of_shortcomings_asks_for_nothing() -> None:
    assert found("去年的工作存在两个问题：一是重视不够；二是抓得不紧。") == []


def test_a_count_of_results_asks_for_nothing() -> None:
    assert found("主要做了三件事：一是建立了台账；二是配备了书记；三是开展了培训。") == []


def test_counted_members_ask_when_what_leads_to_them_does() -> None:
    assert len(found("要做到三个到位：一是认识到位；二是责任到位；三是措施到位。")) == 3


def test_a_demand_around_a_quotation_stays_whole() -> None:
    text = "要牢记“空谈误国。实干兴邦”的道理，把工作做实。"
    assert found(text) == [(text, ("要",))]


def test_the_duty_of_the_mark_counts() -> None:
    directive = read("关于工作的讲话\n一、任务\n一要加强领导。\n二要落实责任。\n")
    assert [(point.number, point.heading) for point in directive.parts[0].points] == [
        ("一要", None),
        ("二要", None),
    ]
    assert [clause.duty for clause in directive.clauses] == [("要",), ("要",)]
