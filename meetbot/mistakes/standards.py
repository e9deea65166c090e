"""Words for what a standard's file can get wrong beyond being a file."""

from __future__ import annotations

from meetbot.mistakes.expressions import expression_mistake, suggestion
from meetbot.standard import mistakes as of
from meetbot.texts import Texts, shorten
from meetbot.yamlfiles import Mistake

_LONGEST = 60


def standard_mistake(texts: Texts, mistake: Mistake) -> str:
    """The sentence."""
    return (
        _names(texts, mistake) or _work(texts, mistake) or _file(texts, mistake) or expression_mistake(texts, mistake)
    )


def _names(texts: Texts, mistake: Mistake) -> str:  # noqa: PLR0911  (one sentence for each mistake)
    """Names that are there twice, or lead nowhere."""
    match mistake:
        case of.UsedTwice(what, value, line):
            kind = {
                "clause": texts.plain("clause id"),
                "key": texts.plain("key"),
                "type": texts.plain("type"),
                "card": texts.plain("guide card"),
            }[what]
            return texts.plain(
                "{kind} '{value}' is already used on line {line}; give this one its own",
                kind=kind,
                value=value,
                line=line,
            )
        case of.StandsTwice(value):
            return texts.plain("'{value}' stands here twice; take one out", value=value)
        case of.UnknownLayout(layout, near, known):
            remedy = suggestion(texts, near, known)
            return texts.plain("there is no layout '{layout}'; {remedy}", layout=layout, remedy=remedy)
        case of.UnknownItem(key, near, known):
            return texts.plain("there is no item '{key}'; {remedy}", key=key, remedy=suggestion(texts, near, known))
        case of.UnknownClause(clause, near):
            add = texts.plain("add it under clauses, or name one that is there")
            remedy = suggestion(texts, near, ()) if near else add
            return texts.plain("there is no clause '{clause}'; {remedy}", clause=clause, remedy=remedy)
        case of.Unnamed(pieces):
            named = ", ".join(pieces)
            return texts.plain("there is no name for {pieces}; add each with its en and zh", pieces=named)
    return ""


def _work(texts: Texts, mistake: Mistake) -> str:  # noqa: PLR0911  (one sentence for each mistake)
    """Times, orders and counts that cannot be."""
    match mistake:
        case of.BreakAmiss():
            return texts.plain(
                "only items of the phase break are due by a break, and they by nothing else; change anchor or phase"
            )
        case of.DueBeforeTold():
            return texts.plain("nothing can be due before the meeting was told of; write 0 minutes or more")
        case of.OtherPhase(key, phase):
            return texts.plain(
                "'{key}' belongs to the phase {phase}; an order holds within one phase: take it out",
                key=key,
                phase=phase,
            )
        case of.NotCounted(key):
            return texts.plain("'{key}' has no quantity to count back; give it one", key=key)
        case of.CountMissing():
            return texts.plain("what is counted back needs evidence: count; add it")
        case of.Circle(keys):
            steps = (
                texts.plain("{key} waits for {before}", key=key, before=before)
                for key, before in zip(keys, keys[1:] + keys[:1], strict=True)
            )
            return texts.plain("a circle: {steps}; take one of these out", steps=texts.plain(", ").join(steps))
        case of.DueLater(key):
            return texts.plain("this waits for '{key}', which is due later; move one of the two", key=key)
    return ""


def _file(texts: Texts, mistake: Mistake) -> str:  # noqa: PLR0911  (one sentence for each mistake)
    """The file as a whole, and what it follows."""
    match mistake:
        case of.HasPlaceholder(placeholder):
            return texts.plain(
                "'{placeholder}' stays as it is written: nothing is filled into these words; write them out, and use "
                "quantity for a number",
                placeholder=placeholder,
            )
        case of.NoStandardHere():
            return texts.plain(
                "there is no standard here; put conference-service@1.yaml from the sample config into this folder"
            )
        case of.OtherFileName(name, version):
            return texts.plain(
                "the file says '{name}', version {version}; rename it to {file} or put its version right",
                name=name, version=version, file=mistake.file,
            )  # fmt: skip
        case of.TooManyEntries(section, limit):
            return texts.plain(
                "'{section}' has over {limit} entries; take out what no meeting needs", section=section, limit=limit
            )
        case of.TooManyExpressions(limit):
            return texts.plain(
                "the file has over {limit} different conditions and quantities; take out what no meeting needs",
                limit=limit,
            )
        case of.Endless():
            return texts.plain("the file is nested or repeated beyond measure; write it without aliases (& and *)")
    return _successor(texts, mistake)


def _successor(texts: Texts, mistake: Mistake) -> str:
    """What a version may not do to those before it."""
    match mistake:
        case of.OtherStandard(current):
            return texts.plain(
                "this house works by '{name}'; write that name, or have the file put into the config folder",
                name=current,
            )
        case of.NotTheNext(current):
            return texts.plain(
                "version {current} is in force, and a published version never changes; write {next}",
                current=current, next=current + 1,
            )  # fmt: skip
        case of.ReusedClause(clause, version, was):
            return texts.plain(
                "'{clause}' was another clause in version {version} (“{was}”); ids are never used again: give this one a new id",
                clause=clause, version=version, was=shorten(was.in_(texts.language), _LONGEST),
            )  # fmt: skip
        case of.ReusedItem(key, version, was):
            return texts.plain(
                "'{key}' was another item in version {version} (“{was}”); ticks are kept by it: give this one a new key",
                key=key, version=version, was=shorten(was.in_(texts.language), _LONGEST),
            )  # fmt: skip
    return ""
