"""What an operator sees of the service from outside: whether it can do its work, and its figures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sqlalchemy import text
from sqlmodel import Session
from telegram import Update

from meetbot.app import Service
from meetbot.clock import Clock
from meetbot.handlers.pacing import Pacing
from meetbot.migrations.overlap import is_guarded
from meetbot.reminders.dues import Due
from meetbot.web.health import Probe
from meetbot.web.metrics import Metrics


def probes(service: Service) -> Mapping[str, Probe]:
    seam = service.parts.seam

    async def database() -> bool:
        return await seam.read(_answers)

    async def guard() -> bool:
        return await seam.read(_is_guarded)

    async def ticker() -> bool:
        return service.alarm.is_running

    async def updates() -> bool:
        return not service.intake.is_contested

    return {"database": database, "guard": guard, "ticker": ticker, "updates": updates}


def _answers(session: Session) -> bool:
    return bool(session.connection().execute(text("SELECT 1")).scalar_one())


def _is_guarded(session: Session) -> bool:
    return is_guarded(session.connection())


def figures(service: Service) -> Metrics:
    metrics = Metrics()
    metrics.watch("queued_updates", "Updates in hand and not yet answered", lambda: service.intake.queued)
    pacing = service.application.bot.rate_limiter
    if isinstance(pacing, Pacing):
        metrics.watch("queued_messages", "Messages that wait for their turn", lambda: pacing.queued)
        metrics.watch("refused_messages", "How often the platform said: slower", lambda: pacing.refusals)
        pacing.on_error = lambda method, error: metrics.telegram_errors.labels(method, type(error).__name__).inc()
    service.delivery.on_sent = service.mail.on_sent = partial(_count_sent, metrics, service.parts.clock)
    service.intake.on_handled = partial(_count_handled, metrics)
    return metrics


def _count_handled(metrics: Metrics, update: Update, seconds: float) -> None:
    metrics.updates.labels(_kind(update)).inc()
    metrics.latency.observe(seconds)


def _count_sent(metrics: Metrics, clock: Clock, due: Due, outcome: str) -> None:
    metrics.sends.labels(due.rule, outcome).inc()
    if outcome == "delivered":
        metrics.lateness.observe(max(0.0, (clock.now() - due.at).total_seconds()))


def _kind(update: Update) -> str:
    if update.callback_query is not None:
        return "press"
    return "message" if update.message is not None else "other"
