"""What is kept of a file's name: nothing about people, and enough to recognize the file."""

import pytest

from application.file_names import kept_name


@pytest.mark.parametrize(
    "name",
    [
        *("十月.csv", "十月考勤.csv", "奖惩.csv", "2026-10-facts.csv", "2026-10-handover.csv", "chats.csv"),
        *(
            "2026年10月考勤.xlsx",
            "202610.csv",
            "20261031.csv",
            "2026-10-01~2026-10-31 聊天记录.csv",
            "10月份指标数据.xlsx",
        ),
        *("客服绩效考核表(2).xlsx", "2026年四季度销售额汇总.csv", "Q4 sales report.CSV"),
    ],
)
def test_names_of_files_that_are_about_nobody_are_kept(name: str) -> None:
    """Whoever reads an explanation recognizes the file."""
    assert kept_name(name) == name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("张三 13812345678 退款.csv", "〔略〕退款.csv"),
        ("张三的退款.csv", "〔略〕退款.csv"),
        ("138-1234-5678.csv", "〔略〕.csv"),
        ("138-2034-5678.csv", "〔略〕.csv"),
        ("1 3 8 1 2 3 4 5 6 7 8.csv", "〔略〕.csv"),
        ("一三八一二三四五六七八.csv", "〔略〕.csv"),
        ("2026-10 王小明.csv", "2026-10 〔略〕.csv"),
        ("zhangsan@example.test.csv", "〔略〕.csv"),
        ("zhangsan_2026-10_facts.xlsx", "〔略〕2026-10_facts.xlsx"),
        ("张年月.csv", "〔略〕.csv"),
        ("facts.张三", "facts.〔略〕"),
        ("杭州市文三路5号201室 订单.csv", "〔略〕订单.csv"),
        ("TB20261012345678901.csv", "〔略〕.csv"),
    ],
)
def test_what_may_be_about_people_is_left_out(name: str, kept: str) -> None:
    """An event keeps it for ever, and no erasure reaches it."""
    assert kept_name(name) == kept


def test_no_name_is_ever_empty() -> None:
    """A source is always named."""
    assert kept_name("x") == "x"
    assert kept_name("王") == "〔略〕"
