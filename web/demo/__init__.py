"""The demonstration: a shop's month from facts to pay, on a ledger of its own, checked to the fen."""
