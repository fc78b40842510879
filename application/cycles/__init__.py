"""Cycle (考核周期): planning, running and finishing a shop's period."""
