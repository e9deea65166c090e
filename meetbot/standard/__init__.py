"""The written service standard as data: parsed, validated, versioned, looked up. It knows no booking and no chat."""
