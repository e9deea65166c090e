"""The web side: calendar feeds, health, metrics, Telegram's webhook. It is handed callables and knows no other edge."""
