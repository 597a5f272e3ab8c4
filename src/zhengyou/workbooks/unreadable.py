"""The one exception for files that cannot be read, with a sentence for the sender."""

from dataclasses import dataclass
from typing import Literal

Code = Literal[
    "missing",
    "empty",
    "truncated",
    "damaged",
    "encrypted",
    "not_a_table",
    "too_large",
    "too_many_columns",
    "too_many_sheets",
]


class UnreadableFile(Exception):
    """Nothing was taken from the file. `sentence` says in plain Chinese what is wrong and how to mend it."""

    def __init__(self, code: Code, sentence: str) -> None:
        super().__init__(sentence)
        self.code: Code = code
        self.sentence = sentence

    def __reduce__(self) -> tuple[type["UnreadableFile"], tuple[Code, str]]:
        return type(self), (self.code, self.sentence)


@dataclass(frozen=True)
class Note:
    """Something that was put right or left out while reading; shown, never fatal."""

    code: str
    sentence: str


def truncated() -> UnreadableFile:
    return UnreadableFile(
        "truncated", "文件不完整，可能没有传完或没有保存好。请在电脑上确认能打开，再重新上传。"
    )


def damaged() -> UnreadableFile:
    return UnreadableFile("damaged", "文件已损坏，无法读取。请用 Excel 或 WPS 打开，另存为 xlsx 后再上传。")


def encrypted() -> UnreadableFile:
    return UnreadableFile("encrypted", "文件设有打开密码，无法读取。请打开后去掉密码，保存再上传。")


def not_a_table(what: str) -> UnreadableFile:
    return UnreadableFile("not_a_table", f"这是{what}，不是表格。请上传 xlsx、xls、ods 或 csv 格式的表格。")


def too_large(what: str) -> UnreadableFile:
    return UnreadableFile("too_large", f"{what}。请删去多余的内容，或拆成几个文件分别上传。")


def too_many_columns(limit: int) -> UnreadableFile:
    sentence = f"表格的列太多，超过 {limit} 列。请删去表格右边多余的列，保存后再上传。"
    return UnreadableFile("too_many_columns", sentence)
