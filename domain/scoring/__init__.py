"""Scoring: schemes as data, facts in, a card out. Pure; see `docs/schemes.md` for the built-in schemes.

Public names:

    score_card(scheme: Scheme, facts: CardFacts) -> ScoredCard         card.py
    as_plain(card: ScoredCard, employee=None) -> dict                   card.py: JSON-able, decimals as text
    read_scheme(text: str) -> Scheme                                    documents.py: JSON text from the ledger
    scheme_from_plain(data) -> Scheme                                   documents.py: parsed TOML or JSON
    scheme_document(scheme: Scheme) -> str                              documents.py: canonical JSON text
    document_hash(text: str) -> str                                     documents.py: SHA-256, hex
    ranks_of(values, better="higher") -> dict[key, int]                 rules/rank.py: ties share the better place
    Scheme.inputs() / .measures() / .targets() / .item(id) / .configured(parameters) / .is_quarterly / .grade(total)

For one live entry (entries.py), each raising Invalid with code, pointer (relative to the entry) and clause:

    check_target(scheme, item, target) / check_measure(scheme, name) / check_count(scheme, item, done)
    check_rank(scheme, item, rank) / check_parameter(scheme, id, value)
    check_judgement(scheme, item, Judgement) -> Judgement with its points filled in
    check_deduction(scheme, Deduction) -> Deduction with points and severity filled in (points None when fatal)
    check_rating(scheme, item, Rating, earlier=())
    check_adjustment(scheme, Adjustment, earlier=()) / check_waiver(scheme, Waiver, earlier=())
"""
