"""What bundles say to people, in both languages."""

from domain.scoring.words import Words

WHY = {
    "peer-rating": Words("同事评分只以平均分示人", "peers' ratings are shown as means only"),
    "peer-means": Words(
        "会透露同事评分；公布后只显示最后一次提交的结果",
        "it would tell what peers gave; of what was submitted, the last is shown once published",
    ),
    "names-raters": Words("该事件会透露谁评了分", "the event would tell who rated"),
    "others-pay": Words("该事件含有他人的工资", "the event holds other people's pay"),
    "office": Words("结算前的中间步骤", "a step before the payroll was settled"),
    "not-visible": Words("索取人无权查看", "not visible to whoever asked for the bundle"),
    "missing": Words("文件已不在库中", "the file is no longer kept"),
    "too-large": Words("文件过大，未附；可按哈希另行取得", "too large to enclose; to be had by its hash"),
}
"""Why something is not enclosed."""

SERVER_WORD = Words(
    "以下内容不受证明覆盖：账本中只有加密的文字，证明只覆盖密文。这里的原文、姓名与名称是服务器开封后的陈述，"
    "由账本密钥对清单的签名背书。",
    "The proofs do not cover what stands here: the ledger holds these texts encrypted, and the proofs cover the "
    "ciphertext. The plain texts, names and titles are the server's word, endorsed by the ledger's key through the "
    "signature over the manifest.",
)

QUOTED = Words(
    "本页的数字、时间与经手人由受证明的事件算出。姓名、名称和引号中的文字不受证明覆盖：账本中只有密文，"
    "原文是服务器的陈述，由账本密钥对清单的签名背书。",
    "Figures, times and who acted follow from the proven events. Names, titles and quoted texts are not covered by the "
    "proofs: the ledger holds their ciphertext, and the plain text is the server's word, endorsed by the ledger's key "
    "through the signature over the manifest.",
)

COMPLETENESS = Words(
    "每段历史的版本号 1..n 连续无缺，中间没有遗漏；第 n 版之后、检查点之前没有别的事件，只是服务器（签名）的陈述。",
    "Each history has versions 1..n without a gap, so nothing is left out in between; that nothing follows version n "
    "before the checkpoint is the server's (signed) word.",
)


def of_withheld(count: int) -> Words:
    """How many events were kept back."""
    return Words(f"{count} 条事件因保密未附，见 withheld.json", f"{count} events are withheld; see withheld.json")


def of_absent(count: int) -> Words:
    """How much else is not enclosed."""
    return Words(f"{count} 项未附，见清单", f"{count} things are not enclosed; see the manifest")
