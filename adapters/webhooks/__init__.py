"""Webhooks: calling other programs with signed bodies, and keeping their addresses and secrets."""

from adapters.webhooks.calling import HttpWebhooks
from adapters.webhooks.store import DatabaseWebhooks

__all__ = ["DatabaseWebhooks", "HttpWebhooks"]
