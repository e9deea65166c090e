// What ical.js (the parser of Thunderbird) and node-ical read in calendar files: node read.mjs FILE ... -> JSON, a list for each file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("node_modules/", `file://${process.argv[2]}/`));
const ICAL = (await import(require.resolve("ical.js"))).default;
const nodeIcal = require("node-ical");
const MOST = 60;

function withIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const method = calendar.getFirstPropertyValue("method");
  const events = calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
  const masters = events.filter((each) => !each.isRecurrenceException());
  for (const each of events.filter((each) => each.isRecurrenceException())) {
    masters.filter((master) => master.uid === each.uid).forEach((master) => master.relateException(each));
  }
  const shown = masters.length ? masters.flatMap(occurrences) : events.map((each) => one(each, each.startDate, each.endDate));
  return { method, events: shown.sort(byStart) };
}

function occurrences(event) {
  if (!event.isRecurring()) return [one(event, event.startDate, event.endDate)];
  const found = [];
  const dates = event.iterator();
  for (let next = dates.next(); next && found.length < MOST; next = dates.next()) {
    const details = event.getOccurrenceDetails(next);
    found.push(one(details.item, details.startDate, details.endDate));
  }
  return found;
}

function one(event, start, end) {
  const status = event.component.getFirstPropertyValue("status");
  return row(event.uid, event.sequence, status, event.summary, start.toJSDate(), end.toJSDate());
}

function withNodeIcal(text) {
  const parsed = nodeIcal.sync.parseICS(text);
  const events = Object.values(parsed).filter((each) => each && each.type === "VEVENT");
  return { method: (parsed.vcalendar ?? {}).method ?? null, events: events.flatMap(datesOf).sort(byStart) };
}

function datesOf(event) {
  const changed = Object.values(event.recurrences ?? {});
  const own = [...new Map(changed.map((each) => [+each.recurrenceid, each])).values()];
  if (!event.rrule) {
    // A date that comes alone stands there twice: as the event and as its own exception.
    return [...new Map([event, ...own].map((each) => [+each.start, each])).values()].map((each) => plain(each, each.start));
  }
  const without = new Set(Object.values(event.exdate ?? {}).map((each) => +each));
  const moved = new Set(own.map((each) => +each.recurrenceid));
  const ruled = event.rrule.all().filter((start) => !without.has(+start) && !moved.has(+start));
  return [...ruled.map((start) => plain(event, start)), ...own.map((each) => plain(each, each.start))];
}

function plain(event, start) {
  const length = event.end - event.start;
  return row(event.uid, Number(event.sequence ?? 0), event.status, event.summary, new Date(+start), new Date(+start + length));
}

function row(uid, sequence, status, summary, start, end) {
  return { uid, sequence, status, summary: summary?.val ?? summary, start: start.toISOString(), end: end.toISOString() };
}

function byStart(one, other) {
  return one.start.localeCompare(other.start);
}

const files = process.argv.slice(3).map((name) => readFileSync(name, "utf8"));
console.log(JSON.stringify(files.map((text) => ({ "ical.js": withIcalJs(text), "node-ical": withNodeIcal(text) }))));
