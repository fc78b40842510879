"""Projections (读模型): from events to rows that are read; pure, rebuildable, the same in memory and stored."""

from application.projections.memory import MemoryRows
from application.projections.projection import IGNORED, MODELS, project, projection_of

__all__ = ["IGNORED", "MODELS", "MemoryRows", "project", "projection_of"]
