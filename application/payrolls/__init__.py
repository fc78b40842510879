"""Payroll (工资单): calculating, approving, paying; correcting what was paid."""
