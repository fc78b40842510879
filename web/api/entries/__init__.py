"""What callers send: the body of each command, field by field."""

from web.api.objects import Schema


class Nothing(Schema):
    """A command that needs no more than its address."""
