"""What is printed and packed for a meeting: the packing list, the run sheet of a day, signs, tent cards, drawings as PDF."""
