"""Masks: what is personal about customers is gone, what a shop says every day stays."""

import time

import pytest

from adapters.chat import PatternMasker

mask = PatternMasker().mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的电话是13812345678", "我的电话是〔电话〕"),
        ("电话138 1234 5678，谢谢", "电话〔电话〕，谢谢"),
        ("１３８１２３４５６７８", "〔电话〕"),
        ("+86-138-1234-5678", "〔电话〕"),
        ("固话 0571-88886666", "固话 〔电话〕"),
        ("+1 650-253-0000", "〔电话〕"),
        ("订单号 2345678901234567890", "订单号 〔单号〕"),
        ("订单号：12345678", "订单号：〔单号〕"),
        ("快递单号SF1234567890123", "快递单号〔单号〕"),
        ("YT2345678901234 到哪了", "〔单号〕 到哪了"),
        ("身份证号330106199001011234", "身份证号〔单号〕"),
        ("银行卡6222 0212 3456 7890 123", "银行卡〔单号〕"),
        ("寄到四川省成都市武侯区人民南路四段27号 王小明 13800138000", "寄到〔地址〕 〔姓名〕 〔电话〕"),
        ("收件人张三，13812345678，浙江省杭州市西湖区文三路90号3幢502室", "收件人〔姓名〕，〔电话〕，〔地址〕"),
        ("张伟 13912345678 上海市浦东新区世纪大道100号", "〔姓名〕 〔电话〕 〔地址〕"),
        ("地址：北京市朝阳区建国路88号SOHO现代城A座1201", "地址：〔地址〕"),
        ("我叫李小明", "我叫〔姓名〕"),
        ("王女士您好", "〔姓名〕女士您好"),
        ("欧阳先生，到货了", "〔姓名〕先生，到货了"),
        ("微信 abc_12345", "微信 〔账号〕"),
        ("邮箱 zhang.san@example.com", "邮箱 〔账号〕"),
    ],
)
def test_what_is_personal_is_masked(text: str, masked: str) -> None:
    """And a word says what stood there."""
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "您好，欢迎光临，我是客服小美，很高兴为您服务",
        "这款198元，满300减40，2026年10月1日前发货",
        "尺码175/96A，M码，100-120斤",
        "广东省内包邮，新疆西藏不发",
        "我们在杭州市发货，市区一般第二天到",
        "18号仓库发出，3楼女装",
        "请问收件人是谁，请修改地址",
        "今天下单，48小时内发货，这条路线要三天",
        "马上为您处理，一路平安",
        "热销10000000件",
    ],
)
def test_what_a_shop_says_every_day_stays(text: str) -> None:
    """A mask over half of the chat would make it unreadable for review."""
    assert mask(text) == text


def test_the_customers_own_name_is_masked_wherever_it_stands() -> None:
    """The chat tool calls them by it; a single character would mask too much."""
    assert mask("tb_xiaoming，您好", ["tb_xiaoming", "a"]) == "〔姓名〕，您好"


@pytest.mark.parametrize(
    "text",
    [
        "市" * 30000,
        "张" * 30000,
        "1" * 30000,
        "1 " * 15000,
        "路号" * 15000,
        "订单号" * 9000,
        "a@" * 15000,
        "区1号" * 9000,
    ],
)
def test_no_message_takes_for_ever(text: str) -> None:
    """A customer may paste anything; a pattern that runs back and forth would stop the import."""
    began = time.perf_counter()
    mask(text)
    assert time.perf_counter() - began < 3
