"""What a staff line is judged by: its own words, never another's, and words rather than characters."""

import time

import pytest

from domain.chat.own_words import HOLE
from tests.domain.chat.texts import built_in, hits, line, segmenter


@pytest.mark.parametrize(
    "text", ["这款适合喂养的宝宝", "喂猫每次30克", "用勺子喂", "感恩节活动", "恩施玉露有货", "您好", "迷你风扇有白色"]
)
def test_a_character_inside_another_word_is_no_hit(text: str) -> None:
    """喂 in 喂养 and 恩 in 感恩: a shop for babies or tea would drown in false proposals."""
    assert hits(text) == set()


@pytest.mark.parametrize(
    "text", ["哎呀，不好意思", "哎哟", "是啊", "好啊", "请您满意哦", "恩恩", "喂您好", "喂，在吗", "好的恩"]
)
def test_an_interjection_is_one_also_as_part_of_a_word(text: str) -> None:
    """哎 in 哎呀 stays a hit, though the dictionary knows 哎呀 and 满意哦 as words."""
    assert hits(text) == {"forbidden-word"}


def test_you_is_banned_outright() -> None:
    """D03: 你 in staff's own words, 你好 included."""
    assert hits("你好") == hits("谢谢你们") == hits("帮你催一下") == {"addressing"}


@pytest.mark.parametrize(
    "text",
    [
        "您说的‘你们家发货慢’我记下了",
        "您说的“你们家…",
        "客户说：你们什么时候发货",
        "顾客刚才问：不知道怎么退",
        "客户：喂，在吗",
        "您说你们家发货慢，我查一下",
        "《你好，李焕英》同款有货",
        "「哦」字款有货",
        '您问的"你家包邮吗"，包邮',
    ],
)
def test_what_a_line_quotes_is_not_said_by_the_speaker(text: str) -> None:
    """A card must not hold somebody else's words against a person."""
    assert hits(text) == set()


def test_beside_a_quote_the_own_words_count() -> None:
    """Quoting somebody is no licence."""
    assert hits("你说的“你们家”我知道了") == {"addressing"}
    assert hits("客户说：要退货。你处理一下") == {"addressing"}
    assert hits("您说的“你好”我看到了哦") == {"forbidden-word"}


def test_quoted_characters_leave_holes_of_their_length() -> None:
    """Places in a line stay what they were."""
    text = "您说的‘你们’我记下"
    assert line(text).own == f"您说的{HOLE * 4}我记下"
    assert len(line(text).own) == len(text)


def test_an_apostrophe_opens_no_quote() -> None:
    """English in a line must not hide what follows."""
    assert hits("it's ok, 你好, that's it") == {"addressing"}


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("这个我不清楚", True),
        ("我不太清楚", True),
        ("如果您不清楚尺码，可以看尺码表", False),
        ("图片看不清楚", False),
        ("有不清楚的地方请问我", False),
        ("不知道您喜欢哪款", False),
        ("不知道，您看详情页", True),
        ("我要下班了", True),
        ("仓库已经下班了", False),
        ("您找别的客服吧", True),
        ("我帮您找其他客服确认", False),
    ],
)
def test_a_sentence_counts_where_the_speaker_says_it_of_themself(text: str, hit: bool) -> None:
    """That the customer does not know is no shirking."""
    assert ("forbidden-sentence" in hits(text)) is hit


def test_one_line_may_break_several_rules() -> None:
    """Each is a proposal of its own."""
    assert hits("哦，我要下班了，你明天找其它客服吧") == {"forbidden-word", "forbidden-sentence", "addressing"}


def test_every_example_of_the_built_in_rules_comes_out() -> None:
    """A document whose examples fail is refused, also the product's own."""
    from domain.chat.documents import require_examples

    require_examples(built_in(), segmenter())


@pytest.mark.parametrize("text", ["印着" + "你" * 30_000, "不知道的事" * 6_000, "喂养" * 15_000, "感恩" * 15_000])
def test_no_line_takes_for_ever(text: str) -> None:
    """A pasted text without any mark: each word looks back over a clause, never over all of it."""
    began = time.perf_counter()
    hits(text)
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("杯身印着遇见你三个字", False),
        ("您说的那句你太慢了我已转达", False),
        ("他问你是不是人工，我说是", False),
        ("评论里写：你们家真慢", False),
        ("颜色叫什么你知道吗", True),
        ("型号报给你了", True),
        ("印着logo的那件你要吗", True),
        ("他说的没错，你要先确认收货", True),
    ],
)
def test_what_something_bears_or_somebody_else_said_is_no_address(text: str, hit: bool) -> None:
    """An inscription is not said to the customer; a word about one is."""
    assert ("addressing" in hits(text)) is hit


def test_words_joined_give_the_line_again() -> None:
    """Places of words are counted from their lengths."""
    for text in ("  您好 👋，hello world\t12.5 ", f"您说{HOLE}好", "", "喂\n养"):
        assert "".join(segmenter().words(text)) == text
