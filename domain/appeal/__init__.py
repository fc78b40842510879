"""Appeal (申诉 / 绩效诉求): against a deduction, a judgement, a score, a payslip, or for a share of the 5 %."""

from domain.appeal.appeal import Appeal, AppealKind, Outcome, Status, Subject, objection_id, request_id
from domain.appeal.remedies import Remedy, RemedyKind

__all__ = ["Appeal", "AppealKind", "Outcome", "Remedy", "RemedyKind", "Status", "Subject", "objection_id", "request_id"]
