"""The page `docs/schemes.md`: what each built-in scheme and plan computes, on whose word, and what is assumed."""

from collections.abc import Iterator
from decimal import Decimal

from application.catalogue import Library
from domain.pay.plan import Plan
from domain.scoring.exact import trimmed
from domain.scoring.facts import ParameterValue
from domain.scoring.item import Item
from domain.scoring.reading_consequences import OWN_KEYS
from domain.scoring.rules.bands import Bands
from domain.scoring.rules.count import Count
from domain.scoring.rules.deduction import Catalogued
from domain.scoring.rules.graded import Graded
from domain.scoring.rules.measured import Measured, Targeted
from domain.scoring.rules.rank import Rank
from domain.scoring.rules.ratings import Ratings
from domain.scoring.rules.threshold import LOWER, Threshold
from domain.scoring.scheme import Scheme
from domain.scoring.words import Words

HEAD = """# Schemes and plans · 考核方案与薪酬方案

Generated from `domain/library/` by `jixiao schemes page`; `make test` fails when it is out of date.
由 `jixiao schemes page` 根据 `domain/library/` 生成。

Each item names its clause in the source documents (`D01 一.1` is document 1, section 一, point 1). **Assumed** tells
what the source does not say; a shop changes it by a parameter or by publishing a version of its own.
每一项都注明出处；“假设”说明原文没有写明、由本产品补充的内容，店铺可以用参数或自己的方案版本更改。

D07 (essay) and D15 (principles) are requirements on the designer and on the cycle: they have no scheme of their own.
"""


def schemes_page(library: Library) -> str:
    """The whole page as Markdown."""
    documents: list[tuple[str, str]] = [(scheme.source, _scheme_part(scheme)) for scheme in library.schemes()]
    documents += [(plan.source, _plan_part(plan)) for plan in library.plans()]
    return "\n".join([HEAD, *(part for _, part in sorted(documents, key=lambda entry: entry[0]))])


def _scheme_part(scheme: Scheme) -> str:
    lines = [
        f"## {scheme.source} · `{scheme.id}` · {scheme.title.zh} · {scheme.title.en}",
        "",
        "| item 考核项 | points 分值 | rule 规则 | source 依据 | assumed 假设 |",
        "|---|---:|---|---|---|",
    ]
    for section in scheme.sections:
        items = [item for item in scheme.items if item.section == section.id]
        points = trimmed(sum((item.max for item in items), Decimal(0)))
        lines.append(f"| **{section.title.zh} {section.title.en}** | **{points}** | | {section.source} | |")
        lines += [_item_row(item) for item in items]
    lines += ["", *_notes(scheme)]
    lines += [line for item in scheme.items for line in _codes(item)]
    return "\n".join(lines).rstrip() + "\n"


def _item_row(item: Item) -> str:
    assumed = _both(item.assumption) if item.assumption else ("yes 是" if item.assumed else "")
    every = "; by the quarter 按季度" if item.every == "quarter" else ""
    cells = (f"`{item.id}` {_both(item.title)}", trimmed(item.max), _rule(item) + every, item.source, assumed)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _rule(item: Item) -> str:
    rule = item.rule
    if isinstance(rule, Measured):
        return _measured(rule)
    if isinstance(rule, Rank):
        return "rank: " + ", ".join(trimmed(points) for points in rule.points)
    if isinstance(rule, Count):
        return f"count: {_both(rule.unit)} / {trimmed(rule.target)}" if rule.unit else f"count / {trimmed(rule.target)}"
    if isinstance(rule, Graded):
        return "graded: " + ", ".join(f"{level.id} {level.range_text()}" for level in rule.levels)
    if isinstance(rule, Ratings):
        weights = ", ".join(f"{kind} {trimmed(weight * 100)} %" for kind, weight in rule.weights)
        return f"ratings: {weights}; at least {trimmed(rule.peers_at_least)} peers"
    if isinstance(rule, Catalogued):
        return f"{rule.kind}: {_free(rule)}codes below" if rule.codes else f"{rule.kind}: {_free(rule)}"
    return rule.kind


def _measured(rule: Measured) -> str:
    parts = [f"{rule.kind}: {_measure(rule)}"]
    if isinstance(rule, Targeted):
        parts.append("target " + ("set by the cycle" if rule.target is None else rule.say(rule.target).en))
    if isinstance(rule, Threshold):
        better = "at most" if rule.better == LOWER else "at least"
        parts.append(f"{better} the target {trimmed(rule.met)}, else {trimmed(rule.missed)}")
    if isinstance(rule, Bands):
        parts += [f"{rule.say_band(band).en}: {trimmed(band.points)}" for band in rule.bands]
    if rule.when_empty == "full":
        parts.append("nothing to measure: full")
    return "; ".join(parts)


def _measure(rule: Measured) -> str:
    def text(plain: object) -> str:
        if isinstance(plain, dict):
            ((name, parts),) = plain.items()
            return f"{name}({', '.join(text(part) for part in parts)})"
        return f"`{plain}`"

    return text(rule.measure.plain())


def _free(rule: Catalogued) -> str:
    if rule.most is None:
        return ""
    span = trimmed(rule.least) if rule.least == rule.most else f"{trimmed(rule.least)}–{trimmed(rule.most)}"
    return f"{span} points for a free reason; "


def _codes(item: Item) -> Iterator[str]:
    if not isinstance(item.rule, Catalogued) or not item.rule.codes:
        return
    yield f"\n`{item.id}`:\n"
    for code in item.rule.codes:
        span = trimmed(code.least) if code.least == code.most else f"{trimmed(code.least)}–{trimmed(code.most)}"
        takes = f" −{span}" if code.most else ""
        severity = f"{code.severity}" if code.severity else "deduction"
        mark = ", assumed 假设" if code.assumed else ""
        yield f"- `{code.code}` ({severity}{takes}{mark}; {code.source}) {_both(code.title)}"


def _notes(scheme: Scheme) -> Iterator[str]:
    for parameter in scheme.parameters:
        choices = f" ({', '.join(parameter.choices)})" if parameter.choices else ""
        mark = _mark(parameter.assumed)
        value = _value(parameter.default)
        yield f"- parameter `{parameter.id}` = {value}{choices}: {_both(parameter.title)} ({parameter.source}{mark})"
    if scheme.adjustments:
        caps = scheme.adjustments
        mark = _mark(caps.assumed)
        yield f"- adjustments 上级加减分: +{trimmed(caps.up)} / −{trimmed(caps.down)} in all ({caps.source}{mark})"
    if scheme.pass_mark is not None:
        yield f"- pass mark 合格线: {trimmed(scheme.pass_mark)} ({scheme.pass_source})"
    for grade in scheme.grades:
        mark = _mark(grade.assumed)
        yield f"- grade `{grade.id}` {_both(grade.title)}: from {trimmed(grade.at_least)} ({grade.source}{mark})"
    for consequence in scheme.consequences:
        keys = ", ".join(f"{key} {getattr(consequence, key)}" for key in OWN_KEYS[consequence.kind])
        assumed = f", assumed 假设: {_both(consequence.assumption)}" if consequence.assumption else ""
        yield (
            f"- consequence 结果应用 `{consequence.id}` ({consequence.kind}: {keys}) {_both(consequence.title)}; "
            f"proposed by the program, decided by a person 由程序提议、由人决定 ({consequence.source}{assumed})"
        )


def _plan_part(plan: Plan) -> str:
    lines = [
        f"## {plan.source} · plan `{plan.id}` · {plan.title.zh} · {plan.title.en}",
        "",
        "| parameter 参数 | value 取值 | source 依据 | assumed 假设 |",
        "|---|---|---|---|",
    ]
    for parameter in plan.parameters:
        value = "of the month 当期" if parameter.value is None else _value(parameter.value)
        assumed = _both(parameter.assumption) if parameter.assumption else ""
        lines.append(f"| `{parameter.id}` {_both(parameter.title)} | {value} | {parameter.source} | {assumed} |")
    if plan.roles:
        lines += ["", "| role 岗位 | share 占比 | source 依据 |", "|---|---:|---|"]
        lines += [
            f"| `{role.id}` {_both(role.title)} | {trimmed(role.share)} % | {role.source} |" for role in plan.roles
        ]
    return "\n".join(lines) + "\n"


def _value(value: ParameterValue) -> str:
    if isinstance(value, bool):
        return "yes 是" if value else "no 否"
    return f"`{value}`"


def _both(words: Words) -> str:
    return f"{words.zh} · {words.en}"


def _mark(assumed: bool) -> str:
    return ", assumed 假设" if assumed else ""
