"""Pay: plans as data, people's bases and scores in, a payroll out. Pure.

Public names:

    compute(plan: Plan, parameters, people, grants=()) -> PayrollResult     payroll.py; raises InvalidDocument
    payroll_faults(plan, parameters, people, grants=()) -> list[Fault]      payroll.py; pointers as in the dry run
    grant_faults(plan, parameters, grants, people) -> list[Fault]           dividend_checks.py; every rule of the 5 %
    read_plan(text: str) -> Plan                                            documents.py: JSON text from the ledger
    plan_from_plain(data) -> Plan / plan_document(plan) -> str              documents.py
    plan_hash(text) is `domain.scoring.documents.document_hash`

    DividendPerson, Grant            people.py, for plans of kind `store-dividend`
    SalaryPerson                     people.py, for `salary-structure`
    TaskPerson, Duty                 people.py, for `task-coefficient`
    PayrollResult(plan, version, pool, lines, totals), PayLine(id, role, amounts, explanation)     people.py
    result_plain(result) -> dict                                            people.py: the dry run's JSON shape

`parameters` maps a parameter's id to Decimal, str, bool or None; those left out take the plan's values
(`Plan.settings(parameters)`). Facts of the month (`net_profit`, `turnover`) are parameters without a value
of their own.
"""
