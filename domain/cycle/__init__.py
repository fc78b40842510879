"""Cycle (考核周期): one shop, one period; from planning to settlement (D10 四, D15)."""

from domain.cycle.cycle import DEFAULT_PARAMETERS, Cycle, cycle_id
from domain.cycle.phases import TRANSITIONS, Phase

__all__ = ["DEFAULT_PARAMETERS", "TRANSITIONS", "Cycle", "Phase", "cycle_id"]
