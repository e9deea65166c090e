"""The picture that Alan takes: an air conditioner that drips."""

from __future__ import annotations

from meetbot.layouts.drawing import png

_DRIPPING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480" width="640" height="480">
<defs>
<linearGradient id="wall" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#d9d4c7"/>
<stop offset="1" stop-color="#b9b2a2"/></linearGradient>
<linearGradient id="case" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#ffffff"/>
<stop offset="1" stop-color="#dfe3e6"/></linearGradient>
</defs>
<rect width="640" height="480" fill="url(#wall)"/>
<path d="M330 196 q18 90 6 190 l34 0 q10 -110 -10 -190 z" fill="#8f8776" opacity=".45"/>
<rect x="90" y="70" width="460" height="130" rx="18" fill="url(#case)" stroke="#a9afb4" stroke-width="3"/>
<path d="M112 158 h416" stroke="#8b949b" stroke-width="4"/><path d="M120 172 h400" stroke="#b4bbc0" stroke-width="8"/>
<circle cx="512" cy="100" r="6" fill="#d04a35"/>
<g fill="#4d8fb8" stroke="#2f6b90" stroke-width="2">
<path d="M340 210 c-9 16 -13 22 -13 30 a13 13 0 0 0 26 0 c0 -8 -4 -14 -13 -30z"/>
<path d="M352 268 c-9 16 -13 22 -13 30 a13 13 0 0 0 26 0 c0 -8 -4 -14 -13 -30z"/>
<path d="M346 330 c-7 12 -10 17 -10 23 a10 10 0 0 0 20 0 c0 -6 -3 -11 -10 -23z"/>
</g>
<rect x="0" y="410" width="640" height="70" fill="#6f5339"/><rect x="0" y="404" width="640" height="10" fill="#8a6a4b"/>
<ellipse cx="352" cy="424" rx="92" ry="11" fill="#a8cfe4" opacity=".85"/>
</svg>"""


def dripping_photo() -> bytes:
    """A picture (PNG), drawn: a photo of nobody's room."""
    return png(_DRIPPING, 640)
