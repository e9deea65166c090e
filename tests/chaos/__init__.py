"""
A service day under load, in which the bot dies by signal 9 again and again: nothing may be lost, nothing done twice.

``python -m tests.chaos`` (``make chaos``; SEED=, KILLS=) plays it on SQLite, and on PostgreSQL with two bots that die by turns.

1. The bots are the real thing in processes of their own; the chat's server, the people and the clock (which runs fast) are here.
2. People book, move, cancel, ask and report; attendants take, tick, count and serve; what they did and saw stands in the ledger.
3. Meanwhile the bots are killed, at moments and at points that the seed decides, and started again.
4. In the evening everybody finishes what they are at, the last bots bring to an end what is in hand, and ledger and rows are compared.
"""
