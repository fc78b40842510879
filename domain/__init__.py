"""The rules of appraisal and pay: aggregates, values, policies, arithmetic. No clock, no I/O, no framework."""
