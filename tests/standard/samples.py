"""A standard as small as it can be; tests break one line of it at a time."""

from __future__ import annotations

from pathlib import Path

from meetbot.standard.loading import parse_standard

SHIPPED = Path(__file__).parents[2] / "config" / "standard"

SMALL = """\
name: small
version: 1
title: {en: Small, zh: 小标准}
values:
  short_notice_hours: 24
  open_before_minutes: 60
  ask_needs_before_minutes: 1440
  post_before_minutes: 15
  ending_soon_minutes: 15
  later_minutes: 5
  take_escalation_minutes: 5
  spare_places_percent: 5
  spare_chairs_percent: 10
  smallest_setup_minutes: 15
  smallest_clearing_minutes: 15
  setup_rates: {table: 1, chair: 1, rostrum: 1, lectern: 1, equipment: 1}
equipment:
  projector: {en: Projector, zh: 投影仪}
  screen: {en: Screen, zh: 幕布}
  sound: {en: Sound, zh: 音响}
  microphones: {en: Microphones, zh: 话筒}
  laser_pointer: {en: Pointer, zh: 激光笔}
  whiteboard: {en: Whiteboard, zh: 白板}
  video_call: {en: Video, zh: 视频}
types:
  - key: general
    name: {en: General, zh: 普通}
    layouts: [classroom, oval]
    needs: {equipment: [sound]}
items:
  - key: place.cups
    clause: P7
    phase: prepare
    title: {en: Cups, zh: 茶杯}
    quality: {en: Clean, zh: 干净}
    due: {anchor: start, minutes: -40}
    when: drink == "tea"
    quantity: places
  - key: after.cups
    clause: F3
    phase: after
    title: {en: Count, zh: 清点}
    quality: {en: All there, zh: 齐全}
    due: {anchor: end, minutes: 10}
    after: []
    evidence: count
    issued: place.cups
  - key: lock.door
    clause: F5
    also: [F3]
    phase: after
    title: {en: Lock, zh: 锁门}
    quality: {en: Locked, zh: 锁好}
    due: {anchor: end, minutes: 15}
    after: [after.cups]
rounds:
  - key: refill
    clause: M5
    title: {en: Tea, zh: 茶}
    quality: {en: Hot, zh: 热}
    every_minutes: 20
clauses:
  - {id: P7, text: {en: Cups, zh: 茶杯}}
  - {id: F3, text: {en: Count, zh: 清点}}
  - {id: F5, text: {en: Lock, zh: 锁门}}
  - {id: M5, text: {en: Refill, zh: 补水}}
"""

SHIPPED_TEXT = (SHIPPED / "conference-service@1.yaml").read_text(encoding="utf-8")
STANDARD = parse_standard(SHIPPED_TEXT, "conference-service@1.yaml")
