"""The one exception for files that are no directive, with a sentence for whoever sent it."""

from __future__ import annotations


class UnreadableFile(Exception):
    """Nothing was taken from the file. `sentence` says in plain Chinese what is wrong and how to mend it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def damaged() -> UnreadableFile:
    return UnreadableFile("文件已损坏或没有传完，无法读取。请用 Word 或 WPS 打开，另存为 docx 后再导入。")
