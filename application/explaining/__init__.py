"""Why (说明): each point and each fen traced to rule, event, person, file and appeal, as arithmetic that can be redone.

`terms` is the arithmetic, `sources` where its numbers come from, `cards` and `payslips` put both together, `telling`
says it in sentences. All of it is pure: rows and marks in, documents out.
"""
