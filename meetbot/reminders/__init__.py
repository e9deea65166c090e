"""Everything that goes out unasked: rules, dues, claims, cards, the ticker."""
