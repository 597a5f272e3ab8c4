"""The log's codes in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.organisations.rules.roles import role_name

ACTIONS = {
    "account.created": gettext_lazy("开通账号"),
    "account.changed": gettext_lazy("更正账号信息"),
    "account.deactivated": gettext_lazy("停用账号"),
    "account.reactivated": gettext_lazy("重新启用账号"),
    "account.password_reset": gettext_lazy("重设密码"),
    "account.password_changed": gettext_lazy("本人修改密码"),
    "account.second_factor_reset": gettext_lazy("重设动态口令"),
    "account.second_factor_added": gettext_lazy("启用动态口令"),
    "account.second_factor_removed": gettext_lazy("停用动态口令"),
    "account.spare_codes_renewed": gettext_lazy("生成备用码"),
    "account.unlocked": gettext_lazy("解除登录锁定"),
    "account.signed_out_everywhere": gettext_lazy("在所有设备上退出"),
    "appointment.given": gettext_lazy("任命"),
    "appointment.ended": gettext_lazy("离任"),
    "notice.seen": gettext_lazy("看过告知书"),
    "slip.issued": gettext_lazy("发登录单"),
    "slip.redeemed": gettext_lazy("使用登录单"),
    "my_data.exported": gettext_lazy("下载本人信息"),
    "request.asked": gettext_lazy("提出请求"),
    "request.answered": gettext_lazy("答复请求"),
    "problem.raised": gettext_lazy("上报问题"),
    "problem.handed_on": gettext_lazy("转办问题"),
    "problem.taken_up": gettext_lazy("收来下级超期的问题"),
    "problem.joined": gettext_lazy("把相同的问题一并办理"),
    "problem.separated": gettext_lazy("把问题分开办理"),
    "problem.answered": gettext_lazy("答复问题"),
    "problem.reopened": gettext_lazy("问题没有解决、请上一级再办"),
    "problem.settled": gettext_lazy("确认问题是否解决"),
    "retention.cleared": gettext_lazy("到期清除"),
    "export.audit": gettext_lazy("导出审计记录"),
    "founding_step.set": gettext_lazy("设置下一步"),
    "location.set": gettext_lazy("登记位置"),
    "task.added": gettext_lazy("添加任务"),
    "task.corrected": gettext_lazy("更正任务"),
    "task.finished": gettext_lazy("办成任务"),
    "task.dropped": gettext_lazy("不再办任务"),
    "task.reopened": gettext_lazy("重新打开任务"),
    "task.noted": gettext_lazy("记下任务进展"),
    "task.issued": gettext_lazy("下发责任分工"),
    "export.tasks": gettext_lazy("导出责任分工表"),
    "visit.recorded": gettext_lazy("记下走访"),
    "contact_point.added": gettext_lazy("添加联系点"),
    "contact_point.ended": gettext_lazy("结束联系点"),
    "body.added": gettext_lazy("添加机构"),
    "territory.added": gettext_lazy("添加区划"),
    "territory.renamed": gettext_lazy("区划更名"),
    "territory.closed": gettext_lazy("撤销区划"),
    "territory.moved": gettext_lazy("变更区划的上级"),
    "territory.merged": gettext_lazy("合并区划"),
    "territory.split": gettext_lazy("分设区划"),
    "organisation.founded": gettext_lazy("登记党组织"),
    "organisation.corrected": gettext_lazy("更正党组织"),
    "organisation.moved": gettext_lazy("调整上级党组织"),
    "organisation.closed": gettext_lazy("撤销党组织"),
    "organisation.roll_complete": gettext_lazy("报告党员名册完整"),
    "import.committed": gettext_lazy("导入完成"),
    "import.undone": gettext_lazy("撤回导入"),
    "round.opened": gettext_lazy("开始普查轮次"),
    "round.closed": gettext_lazy("结束普查轮次"),
    "snapshot.frozen": gettext_lazy("定格数字"),
    "export.snapshot": gettext_lazy("导出定格的数字"),
    "reveal.secretary_phone": gettext_lazy("查看书记电话"),
    "reveal.contact_phone": gettext_lazy("查看联系电话"),
    "reveal.id_number": gettext_lazy("查看公民身份号码"),
    "reveal.phone": gettext_lazy("查看联系电话"),
    "reveal.refused": gettext_lazy("查看隐藏信息被拒绝"),
    "reveal.member": gettext_lazy("查看党员隐藏信息"),
    "export.organisations": gettext_lazy("导出党组织"),
    "export.refused_rows": gettext_lazy("下载退回的行"),
    "export.layout": gettext_lazy("按对方的表导出"),
    "layout.renamed": gettext_lazy("给表样起名"),
    "layout.forgotten": gettext_lazy("忘记表样"),
    "export.units": gettext_lazy("导出单位"),
    "duplicates.searched": gettext_lazy("查找重复登记"),
    "duplicates.put_forward": gettext_lazy("提出一对重复登记"),
    "duplicates.set_apart": gettext_lazy("判断为不是同一家"),
    "duplicates.taken_up_again": gettext_lazy("重新判断重复登记"),
    "unit.merged": gettext_lazy("合并重复登记的单位"),
    "unit.unmerged": gettext_lazy("撤销合并"),
    "export.members": gettext_lazy("导出党员"),
    "export.disagreements": gettext_lazy("导出登记与台账不一致"),
    "export.unsurveyed": gettext_lazy("导出登记有、台账没有的单位"),
    "export.differences": gettext_lazy("导出党员差异清单"),
    "register.settled": gettext_lazy("确定登记与台账以哪个为准"),
    "register.overruled": gettext_lazy("认定登记有误"),
    "register.set_aside": gettext_lazy("说明不列入调查"),
    "transfer.proposed": gettext_lazy("提出党员转接"),
    "transfer.released": gettext_lazy("放行党员转接"),
    "transfer.refused": gettext_lazy("不放行党员转接"),
    "transfer.withdrawn": gettext_lazy("撤回党员转接"),
    "difference.explained": gettext_lazy("说明党员差异"),
    "own_record.answered": gettext_lazy("党员核对本人信息"),
    "export.worklist": gettext_lazy("导出应建未建名单"),
    "export.overview": gettext_lazy("导出总览"),
    "export.figure": gettext_lazy("导出指标"),
    "export.numbers": gettext_lazy("导出指标数字"),
    "export.statistics": gettext_lazy("导出统计表"),
    "export.statistics_units": gettext_lazy("导出统计表数字背后的名单"),
    "statistics.kept": gettext_lazy("存下统计表"),
    "export.comparison": gettext_lazy("导出两轮之间的变化"),
    "export.missing": gettext_lazy("导出本轮未见的单位"),
    "missing.answered": gettext_lazy("答复本轮未见的单位"),
    "receipt.sent": gettext_lazy("向下转发文件"),
    "receipt.acknowledged": gettext_lazy("签收文件"),
    "conveyance.recorded": gettext_lazy("登记传达学习"),
    "conveyance.removed": gettext_lazy("撤销传达记录"),
    "briefing.sent": gettext_lazy("报送简要报告"),
    "calendar.added": gettext_lazy("添加日程"),
    "calendar.changed": gettext_lazy("更正日程"),
    "calendar.removed": gettext_lazy("删除日程"),
    "phase.moved": gettext_lazy("调整活动阶段"),
    "document.started": gettext_lazy("起草贯彻意见"),
    "directive.added": gettext_lazy("导入文件"),
    "directive.corrected": gettext_lazy("更正文件信息"),
    "directive.issued": gettext_lazy("下发文件"),
    "directive.withdrawn": gettext_lazy("撤回文件"),
    "clause.split": gettext_lazy("拆开要求"),
    "clause.joined": gettext_lazy("合并要求"),
    "clause.marked": gettext_lazy("标为要求"),
    "clause.unmarked": gettext_lazy("取消要求"),
    "overlap.joined": gettext_lazy("认定是同一要求"),
    "overlap.kept_apart": gettext_lazy("认定不是同一要求"),
    "overlap.reopened": gettext_lazy("重新核对重复要求"),
    "document.directive_taken_in": gettext_lazy("贯彻意见再答复一份文件"),
    "document.corrected": gettext_lazy("更正贯彻意见的文头和首尾段"),
    "document.answered": gettext_lazy("写贯彻意见的一条"),
    "document.edition_kept": gettext_lazy("留存贯彻意见的一版"),
    "document.edition_taken_back": gettext_lazy("恢复贯彻意见的旧版"),
    "document.submitted": gettext_lazy("贯彻意见送审"),
    "document.taken_back": gettext_lazy("取回送审的贯彻意见"),
    "document.returned": gettext_lazy("退回贯彻意见"),
    "document.approved": gettext_lazy("批准贯彻意见"),
    "document.issued": gettext_lazy("印发贯彻意见"),
    "document.revised": gettext_lazy("修订贯彻意见"),
    "export.document": gettext_lazy("下载贯彻意见"),
}
FAMILIES = {
    "reveal": gettext_lazy("查看隐藏信息"),
    "export": gettext_lazy("导出"),
    "import": gettext_lazy("导入"),
    "unit": gettext_lazy("单位变动"),
    "member": gettext_lazy("党员变动"),
    "organisation": gettext_lazy("党组织变动"),
    "territory": gettext_lazy("区划变动"),
    "round": gettext_lazy("普查轮次"),
    "snapshot": gettext_lazy("定格的数字"),
    "appointment": gettext_lazy("任职变动"),
    "document": gettext_lazy("贯彻意见"),
}
VALUES = {
    "first": gettext_lazy("首次登录"),
    "password": gettext_lazy("重设密码"),
    "second_factor": gettext_lazy("重设密码和动态口令"),
    "correction": gettext_lazy("请求更正"),
    "too_much": gettext_lazy("这项填报太麻烦"),
    "adopted": gettext_lazy("已采纳"),
    "partly": gettext_lazy("部分采纳"),
    "not": gettext_lazy("未采纳"),
    "solved": gettext_lazy("已解决"),
    "unsolved": gettext_lazy("没有解决"),
    "closed": gettext_lazy("已终止"),
    "moved": gettext_lazy("迁往别处"),
    "operating": gettext_lazy("仍在经营、本轮漏报"),
    "ask": gettext_lazy("待核实"),
    "totp": gettext_lazy("动态口令"),
    "recovery_codes": gettext_lazy("备用码"),
    "units": gettext_lazy("单位"),
    "organisations": gettext_lazy("党组织"),
    "members": gettext_lazy("党员"),
}
DETAILS = {
    "purpose": gettext_lazy("用途"),
    "fields": gettext_lazy("字段"),
    "field": gettext_lazy("字段"),
    "kind": gettext_lazy("种类"),
    "outcome": gettext_lazy("结果"),
    "version": gettext_lazy("版本"),
    "rows": gettext_lazy("行数"),
    "count": gettext_lazy("数量"),
    "reason": gettext_lazy("理由"),
    "filter": gettext_lazy("筛选"),
    "address": gettext_lazy("页面地址"),
    "role": gettext_lazy("角色"),
    "round": gettext_lazy("轮次"),
    "as_of": gettext_lazy("数据截止日"),
    "read": gettext_lazy("读取"),
    "created": gettext_lazy("新增"),
    "updated": gettext_lazy("更新"),
    "unchanged": gettext_lazy("没有变化"),
    "refused": gettext_lazy("退回"),
    "units": gettext_lazy("单位数"),
    "step": gettext_lazy("下一步"),
    "answer": gettext_lazy("答复"),
    "day": gettext_lazy("日期"),
    "directive": gettext_lazy("文件"),
    "clause": gettext_lazy("要求"),
    "overlap": gettext_lazy("重复要求"),
    "edition": gettext_lazy("版"),
    "missing": gettext_lazy("还没有传达到（人）"),
    "cells": gettext_lazy("数字（个）"),
}
MACHINE = frozenset(
    {"sha256", "digest"}
)  # for checking a file against the log: in the export, not on the screen


def action_name(code: str) -> str:
    """What was done, in words; a code without words of its own is shown behind its family's."""
    if code in ACTIONS:
        return str(ACTIONS[code])
    family = FAMILIES.get(code.partition(".")[0])
    return f"{family}（{code}）" if family else code


def detail_text(detail: dict[str, Any]) -> str:
    """The detail of an event on one line."""
    parts = []
    for key, value in detail.items():
        if key in MACHINE:
            continue
        shown = "、".join(map(str, value)) if isinstance(value, list) else _value(key, str(value))
        parts.append(_("%(key)s：%(value)s") % {"key": DETAILS.get(key, key), "value": shown})
    return _("；").join(parts)


def _value(key: str, value: str) -> str:
    """A value in the reader's words: roles and steps by the standard, the rest by VALUES."""
    if key == "role":
        return role_name(value, get_language() or "zh")
    if key == "step":
        return standards.load_enums()["next_step"].label(value, get_language() or "zh")
    return str(VALUES.get(value, value))
