"""What ships with the product as data: schemes, pay plans, calendars. No code."""
