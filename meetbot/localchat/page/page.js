// The chat page: people side by side, live by server-sent events. Plain DOM, no build; text is never parsed as HTML.

const TEXTS = {
  en: {
    local: "local chat, no token needed", clock: "Simulated clock", speed: "Speed of the clock", pause: "Pause",
    jump: "Next due", jumpHint: "Jump to the next moment at which the bot does something by itself",
    jumped: "Jumped to {time}", nothingDue: "Nothing is due", addStranger: "Add a stranger", pageLanguage: "Language of this page",
    lost: "The bot is away. The page comes back by itself.", people: "People", strangerTitle: "Add a stranger",
    strangerText: "Somebody the bot does not know yet. They can only ask for access.", name: "Name",
    appLanguage: "Language of their app", cancel: "Cancel", add: "Add", linkTitle: "Who opens this link?",
    linkText: "The link starts the bot for the person who opens it.", newStranger: "A new stranger", picture: "Picture",
    close: "Close", more: "More", shareContact: "Share phone number", sendSticker: "Send a sticker", block: "Block the bot",
    unblock: "Unblock the bot", newest: "To the newest message", commands: "Commands", attach: "Attach a picture or file",
    write: "Write a message", send: "Send", ok: "OK", edited: "edited", edit: "Edit", reply: "Reply", start: "Start",
    empty: "Nothing here yet. Write /start or open the command menu.", emptyNew: "{name} has not met the bot yet.",
    noCommands: "The bot offers no commands here.", typing: "is typing…", editing: "Editing: {text}",
    replying: "Reply to: {text}", attached: "{name} – write a caption or send", copied: "Copied: {text}",
    noAnswer: "The bot has not answered yet.", blocked: "has blocked the bot", unfold: "Show all", fold: "Show less",
    hidden: "Hidden text", enlarge: "Enlarge the picture", unread: "{count} new", failed: "That did not work.",
    organiser: "Organiser", attendant: "Attendant", supervisor: "Supervisor", maintenance: "Maintenance",
    cleaner: "Cleaner", admin: "Admin", stranger: "Stranger",
  },
  zh: {
    local: "本地聊天，无需令牌", clock: "模拟时钟", speed: "时钟速度", pause: "暂停",
    jump: "下一提醒", jumpHint: "跳到机器人下一次主动提醒的时刻",
    jumped: "已跳到 {time}", nothingDue: "目前没有待发的提醒", addStranger: "添加陌生人", pageLanguage: "页面语言",
    lost: "机器人暂时不在，恢复后页面会自动连上。", people: "人员", strangerTitle: "添加陌生人",
    strangerText: "机器人还不认识的人，只能申请使用权限。", name: "姓名",
    appLanguage: "对方应用的语言", cancel: "取消", add: "添加", linkTitle: "由谁打开这个链接？",
    linkText: "谁打开链接，机器人就为谁启动。", newStranger: "新的陌生人", picture: "图片",
    close: "关闭", more: "更多", shareContact: "发送手机号", sendSticker: "发送贴纸", block: "屏蔽机器人",
    unblock: "取消屏蔽", newest: "到最新消息", commands: "命令", attach: "添加图片或文件",
    write: "输入消息", send: "发送", ok: "好", edited: "已编辑", edit: "编辑", reply: "回复", start: "开始",
    empty: "这里还没有消息。输入 /start，或打开命令菜单。", emptyNew: "{name} 还没有联系过机器人。",
    noCommands: "这里没有可用的命令。", typing: "正在输入…", editing: "编辑：{text}",
    replying: "回复：{text}", attached: "{name}，可写说明后发送", copied: "已复制：{text}",
    noAnswer: "机器人还没有回应。", blocked: "已屏蔽机器人", unfold: "展开", fold: "收起",
    hidden: "隐藏的文字", enlarge: "放大图片", unread: "{count} 条新消息", failed: "没有成功。",
    organiser: "组织者", attendant: "服务员", supervisor: "主管", maintenance: "维修", cleaner: "保洁",
    admin: "管理员", stranger: "陌生人",
  },
};
const HUES = { organiser: 250, attendant: 165, supervisor: 285, maintenance: 55, cleaner: 205, admin: 335, stranger: 95 };
const SPEEDS = [0, 1, 10, 60, 600];
const PATIENCE = 8000; // milliseconds after which a press without an answer says so
const phone = matchMedia("(max-width: 860px)");
const $ = (id) => document.getElementById(id);

let language = localStorage.getItem("language") ?? (navigator.language.startsWith("zh") ? "zh" : "en");
let bot = { id: 0, username: "", first_name: "" };
let clock = { shown: Date.now(), speed: 1, zone: "UTC", since: performance.now() };
let active = null;
const people = new Map(); // id -> Person

// Words.

function word(key, values = {}) {
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), TEXTS[language][key] ?? key);
}

function translate(root = document) {
  for (const node of root.querySelectorAll("[data-text]")) node.textContent = word(node.dataset.text);
  for (const node of root.querySelectorAll("[data-label]")) node.ariaLabel = word(node.dataset.label);
  for (const node of root.querySelectorAll("[data-hint]")) node.title = word(node.dataset.hint);
  for (const node of root.querySelectorAll("[data-placeholder]")) node.placeholder = word(node.dataset.placeholder);
}

function speak(chosen) {
  language = chosen;
  localStorage.setItem("language", chosen);
  document.documentElement.lang = chosen === "zh" ? "zh-Hans" : "en";
  translate();
  drawChoices($("speeds"), SPEEDS, clock.speed, (speed) => (speed ? `${speed}×` : "❚❚"), setSpeed);
  $("speeds").firstElementChild.ariaLabel = word("pause");
  drawChoices($("languages"), ["en", "zh"], language, (code) => (code === "zh" ? "中文" : "EN"), speak);
  for (const person of people.values()) person.redraw();
  drawClock();
}

// Small DOM.

function make(tag, className = "", ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

function makeButton(className, label, action) {
  const button = make("button", className, label);
  button.type = "button";
  button.addEventListener("click", action);
  return button;
}

/** A row of which one is chosen; arrows move the choice, as in any radio group. */
function drawChoices(root, values, chosen, label, choose) {
  const hadFocus = root.contains(document.activeElement);
  root.replaceChildren(...values.map((value) => {
    const button = makeButton("", label(value), () => choose(value));
    button.role = "radio";
    button.ariaChecked = String(value === chosen);
    button.tabIndex = value === chosen ? 0 : -1;
    return button;
  }));
  if (!values.includes(chosen)) root.firstElementChild.tabIndex = 0;
  root.onkeydown = (event) => stepFocus(event, [...root.children], (button) => button.click());
  if (hadFocus) root.querySelector("[tabindex='0']").focus();
}

function stepFocus(event, nodes, then = () => {}) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step || !nodes.length) return;
  event.preventDefault();
  const next = nodes[(nodes.indexOf(document.activeElement) + step + nodes.length) % nodes.length];
  next.focus();
  then(next);
}

function say(text) {
  $("sentence").textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => ($("sentence").textContent = ""), 3500);
}

async function post(path, body) {
  const isForm = body instanceof FormData;
  try {
    const answer = await fetch(`/local/api/${path}`, {
      method: "POST", body: isForm ? body : JSON.stringify(body),
      headers: isForm ? {} : { "Content-Type": "application/json" },
    });
    const result = await answer.json();
    if (!answer.ok) say(result.error ?? word("failed"));
    return answer.ok ? result : null;
  } catch {
    say(word("failed"));
    return null;
  }
}

// The clock.

function setClock({ now, speed, zone }) {
  clock = { shown: Date.parse(now), speed, zone, since: performance.now() };
  for (const button of $("speeds").children) {
    const isChosen = button === $("speeds").children[SPEEDS.indexOf(speed)];
    button.ariaChecked = String(isChosen);
    button.tabIndex = isChosen ? 0 : -1;
  }
  for (const control of [$("speeds"), $("jump")]) control.hidden = speed === null;
  drawClock();
}

const shownNow = () => new Date(clock.shown + (performance.now() - clock.since) * (clock.speed ?? 1));

function formatted(moment, options) {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  return new Intl.DateTimeFormat(locale, { timeZone: clock.zone, hourCycle: "h23", ...options }).format(moment);
}

const timeOf = (moment) => formatted(moment, { hour: "2-digit", minute: "2-digit" });
const dayOf = (moment) => formatted(moment, { weekday: "short", day: "numeric", month: "short" });

function drawClock() {
  const now = shownNow();
  const [time, date] = [timeOf(now), formatted(now, { weekday: "short", day: "numeric", month: "short", ...(phone.matches ? {} : { year: "numeric" }) })];
  if ($("clock-time").textContent !== time) $("clock-time").textContent = time;
  if ($("clock-date").textContent !== date) $("clock-date").textContent = date;
}

async function setSpeed(speed) {
  const result = await post("clock", { speed });
  if (result) setClock(result);
}

async function jump() {
  $("jump").ariaBusy = "true";
  const result = await post("clock", { jump: true });
  $("jump").ariaBusy = "false";
  if (!result) return;
  setClock(result);
  const moment = new Date(result.jumped_to);
  say(result.jumped_to ? word("jumped", { time: `${dayOf(moment)} ${timeOf(moment)}` }) : word("nothingDue"));
}

// Formatted text: entities count UTF-16 units, as JavaScript strings do.

function formattedText(person, text, entities = [], start = 0, end = text.length) {
  const fragment = document.createDocumentFragment();
  let at = start;
  let rest = entities;
  while (rest.length) {
    const [entity, ...later] = rest;
    const stop = Math.min(entity.offset + entity.length, end);
    const inside = later.filter((other) => other.offset < stop);
    if (entity.offset >= at && stop > entity.offset) {
      fragment.append(text.slice(at, entity.offset));
      fragment.append(styled(person, entity, text.slice(entity.offset, stop), formattedText(person, text, inside, entity.offset, stop)));
      at = stop;
      if (entity.type.endsWith("blockquote") && text[at] === "\n") at += 1; // a quote ends its line by itself
    }
    rest = later.filter((other) => other.offset >= at);
  }
  fragment.append(text.slice(at, end));
  return fragment;
}

function styled(person, entity, raw, content) {
  const simple = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote" };
  if (simple[entity.type]) return make(simple[entity.type], "", content);
  switch (entity.type) {
    case "bot_command": return makeButton("command", raw, () => person.send({ text: raw }));
    case "url": return link(person, raw, content);
    case "text_link": return link(person, entity.url, content);
    case "spoiler": return spoiler(content);
    case "expandable_blockquote": return folding(content);
    case "date_time": return moment(entity, content);
    default: return content;
  }
}

function link(person, address, content) {
  const node = make("a", "", content);
  const started = startPayload(address);
  if (started !== null) {
    node.href = "#";
    node.addEventListener("click", (event) => { event.preventDefault(); chooseOpener(started); });
  } else if (/^(https?|mailto|tel):/i.test(address)) {
    Object.assign(node, { href: address, target: "_blank", rel: "noopener noreferrer" });
  }
  return node;
}

/** What a link to the bot itself carries; null for any other link. */
function startPayload(address) {
  const match = /^https?:\/\/t\.me\/(\w+)(?:\?start=([\w-]*))?$/i.exec(address);
  return match && match[1].toLowerCase() === bot.username.toLowerCase() ? match[2] ?? "" : null;
}

function spoiler(content) {
  const node = makeButton("spoiler", "", () => { node.classList.add("open"); node.ariaLabel = null; });
  node.append(content);
  node.ariaLabel = word("hidden");
  return node;
}

function folding(content) {
  const quote = make("blockquote", "folded", content);
  const toggle = makeButton("unfold", word("unfold"), () => {
    const isFolded = quote.classList.toggle("folded");
    toggle.textContent = word(isFolded ? "unfold" : "fold");
    toggle.ariaExpanded = String(!isFolded);
  });
  toggle.ariaExpanded = "false";
  const both = document.createDocumentFragment();
  both.append(quote, toggle);
  return both;
}

function moment(entity, content) {
  const date = new Date(entity.unix_time * 1000);
  const node = make("time", "", content);
  node.dateTime = date.toISOString();
  node.title = `${dayOf(date)} ${timeOf(date)} (${clock.zone})`;
  return node;
}

// One person: a column with its chat.

class Person {
  constructor({ chat, commands, messages }) {
    this.chat = chat;
    this.menu = commands;
    this.messages = new Map(messages.map((message) => [message.message_id, message]));
    this.nodes = new Map();
    this.presses = new Map(); // query id -> end of its waiting
    this.unread = new Set(); // ids of messages that came while nobody looked
    this.context = null; // what the next message does: reply, edit or carry a file
    this.root = $("column").content.firstElementChild.cloneNode(true);
    this.part = (selector) => this.root.querySelector(selector);
    this.log = this.part(".log");
    this.input = this.part("textarea");
    this.tab = makeButton("", "", () => show(this));
    this.tab.role = "tab";
    this.root.id = `person-${chat.id}`;
    this.tab.setAttribute("aria-controls", this.root.id);
    this.listen();
    this.redraw();
  }

  get name() { return [this.chat.first_name, this.chat.last_name].filter(Boolean).join(" "); }

  listen() {
    this.part(".composer").addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("input", () => this.offer());
    this.input.addEventListener("paste", (event) => this.attach(event.clipboardData.files[0], event));
    this.part(".attach input").addEventListener("change", (event) => { this.attach(event.target.files[0]); event.target.value = ""; });
    this.part(".slash").addEventListener("click", () => this.toggleCommands(this.part(".commands").hidden));
    this.part(".commands").addEventListener("keydown", (event) => this.commandKey(event));
    this.part(".context button").addEventListener("click", () => this.setContext(null));
    this.part(".down").addEventListener("click", () => this.toBottom("smooth"));
    this.part(".alert button").addEventListener("click", () => this.closeAlert());
    this.part(".alert").addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.closeAlert();
      if (event.key === "Tab") event.preventDefault();
    });
    this.log.addEventListener("scroll", () => (this.part(".down").hidden = this.isAtBottom()));
    for (const kind of ["pointerdown", "focusin", "wheel"]) this.root.addEventListener(kind, () => this.seen(), { passive: true });
    for (const button of this.root.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => { this.part(".more").open = false; this[button.dataset.do](); });
    }
    this.part(".more").addEventListener("keydown", (event) => {
      if (event.key === "Escape") { this.part(".more").open = false; this.part("summary").focus(); }
    });
  }

  // Drawing.

  redraw() {
    translate(this.root);
    this.drawHead();
    this.nodes.clear();
    this.drawMessages();
    this.drawReplyKeyboard();
    this.drawUnread();
  }

  drawHead() {
    const { hint = "", language_code: code = "", standing } = this.chat;
    const kinds = hint.split(" ").filter(Boolean);
    for (const node of [this.root, this.tab]) node.style.setProperty("--hue", HUES[kinds[0]] ?? (this.chat.id * 67) % 360);
    this.part(".avatar").textContent = [...this.name][0] ?? "?";
    this.part("h2").textContent = this.name;
    this.root.ariaLabel = this.name;
    this.log.ariaLabel = this.name;
    const spoken = code.startsWith("zh") ? "中文" : code.startsWith("en") ? "English" : code;
    const role = kinds.map((kind) => TEXTS[language][kind] ?? kind).join(language === "zh" ? "、" : ", ");
    this.part(".who p").textContent = standing === "blocked" ? word("blocked") : [role, spoken].filter(Boolean).join(" · ");
    this.part("[data-do=block]").textContent = word(standing === "blocked" ? "unblock" : "block");
    this.part(".slash").hidden = !this.menu.length && standing === "new";
  }

  drawMessages() {
    const wasAtBottom = this.isAtBottom();
    const parts = [];
    this.day = "";
    for (const message of [...this.messages.values()].sort((one, other) => one.message_id - other.message_id)) {
      if (!this.nodes.has(message.message_id)) this.nodes.set(message.message_id, this.bubble(message));
      parts.push(...this.dayBefore(message), this.nodes.get(message.message_id));
    }
    this.log.replaceChildren(...(parts.length ? parts : [this.emptiness()]));
    if (wasAtBottom) this.toBottom();
  }

  /** The day, where a message is the first of it. */
  dayBefore(message) {
    const day = dayOf(message.date * 1000);
    if (day === this.day) return [];
    this.day = day;
    return [make("p", "day", day)];
  }

  /** Put one message in its place and leave the others, and the focus in them, alone. */
  place(message) {
    const node = this.bubble(message);
    const before = this.nodes.get(message.message_id);
    this.nodes.set(message.message_id, node);
    if (before) {
      const keys = (card) => [...card.querySelectorAll(".keyboard button, .keyboard a")];
      const focused = keys(before).indexOf(document.activeElement);
      before.replaceWith(node);
      node.classList.add("changed");
      if (focused >= 0) (keys(node)[focused] ?? keys(node).at(-1) ?? this.input).focus({ preventScroll: true });
    } else {
      this.log.querySelector(".empty")?.remove();
      this.log.append(...this.dayBefore(message), node);
    }
    return node;
  }

  emptiness() {
    const isNew = this.chat.standing === "new";
    const node = make("div", "empty", make("p", "", isNew ? word("emptyNew", { name: this.name }) : word("empty")));
    node.append(makeButton("strong", word("start"), () => this.send({ text: "/start" })));
    return node;
  }

  bubble(message) {
    const isOwn = message.from.id === this.chat.id;
    const bubble = make("div", "bubble");
    if (message.reply_to_message) bubble.append(make("div", "quoted", excerpt(message.reply_to_message)));
    if (message.photo) bubble.append(this.photo(message));
    if (message.document) bubble.append(file(message.document));
    if (message.sticker) bubble.append(make("div", "sticker", message.sticker.emoji));
    if (message.contact) bubble.append(make("div", "words", `☎ ${message.contact.first_name} ${message.contact.phone_number}`));
    const text = message.text ?? message.caption;
    if (text) bubble.append(make("div", "words", formattedText(this, text, message.entities ?? message.caption_entities)));
    bubble.append(this.meta(message));
    const node = make("article", isOwn ? "message own" : "message", bubble);
    const action = isOwn ? "edit" : "reply";
    if (!isOwn || message.text) node.append(makeButton("act", word(action), () => this.setContext({ [action]: message })));
    const rows = message.reply_markup?.inline_keyboard;
    if (rows) {
      node.classList.add("has-keyboard");
      node.append(this.keyboard(message, rows));
    }
    return node;
  }

  meta(message) {
    const last = new Date((message.edit_date ?? message.date) * 1000);
    const time = make("time", "", message.edit_date ? `${word("edited")} ${timeOf(last)}` : timeOf(last));
    time.dateTime = last.toISOString();
    if (message.edit_date) time.title = `${dayOf(message.date * 1000)} ${timeOf(message.date * 1000)}`;
    const meta = make("div", "meta");
    for (const emoji of message._reactions ?? []) meta.append(make("span", "reaction", emoji));
    meta.append(time);
    return meta;
  }

  photo(message) {
    const size = message.photo.at(-1);
    const image = make("img");
    Object.assign(image, { src: `/local/api/files/${size.file_id}`, width: size.width, height: size.height, alt: message.caption ?? word("picture") });
    const button = makeButton("photo", "", () => enlarge(image));
    button.append(image);
    button.ariaLabel = `${word("enlarge")}: ${image.alt}`;
    return button;
  }

  keyboard(message, rows) {
    return make("div", "keyboard", ...rows.map((row) => make("div", "", ...row.map((button) => this.button(message, button)))));
  }

  button(message, button) {
    if (button.url) {
      const node = link(this, button.url, button.text);
      node.className = `outward ${button.style ?? ""}`;
      return node;
    }
    if (button.copy_text) {
      return makeButton(button.style ?? "", `⧉ ${button.text}`, async () => {
        await navigator.clipboard?.writeText(button.copy_text.text).catch(() => {});
        this.toast(word("copied", button.copy_text));
      });
    }
    const node = makeButton(button.style ?? "", button.text, () => this.press(message, button, node));
    return node;
  }

  drawReplyKeyboard() {
    const rows = this.chat.keyboard?.keyboard ?? [];
    const root = this.part(".reply-keyboard");
    root.hidden = !rows.length;
    root.replaceChildren(...rows.map((row) => make("div", "", ...row.map((button) => {
      const { text = button, request_contact: asksContact = false } = button;
      return makeButton("", text, () => (asksContact ? this.contact() : this.send({ text })));
    }))));
  }

  drawUnread() {
    for (const node of [this.part("header .unread"), this.tab.querySelector(".unread")].filter(Boolean)) node.remove();
    this.tab.replaceChildren(this.chat.first_name);
    if (this.unread.size) {
      const badge = () => {
        const node = make("span", "unread", String(this.unread.size));
        node.ariaLabel = word("unread", { count: this.unread.size });
        return node;
      };
      this.part(".more").before(badge());
      this.tab.append(badge());
    }
    const count = [...people.values()].reduce((sum, person) => sum + person.unread.size, 0);
    document.title = `${count ? `(${count}) ` : ""}${bot.first_name || "Meetbot"}`;
  }

  // What arrives.

  take(message) {
    const before = this.messages.get(message.message_id);
    this.messages.set(message.message_id, message);
    const wasAtBottom = this.isAtBottom();
    this.place(message);
    this.quiet();
    if (!before && message.from.is_bot) this.notice(message.message_id);
    if (wasAtBottom || (!before && !message.from.is_bot)) this.toBottom();
    else if (!before) this.part(".down").hidden = false;
  }

  notice(id) {
    const isWatched = this.root.contains(document.activeElement) || (phone.matches && active === this);
    if (!isWatched) this.unread.add(id);
    this.drawUnread();
  }

  seen() {
    if (!this.unread.size) return;
    this.unread.clear();
    this.drawUnread();
  }

  remove(id) {
    this.messages.delete(id);
    this.nodes.delete(id);
    if (this.unread.delete(id)) this.drawUnread();
    this.drawMessages();
  }

  type() {
    const line = this.part(".who p");
    line.textContent = `${bot.first_name} ${word("typing")}`;
    line.classList.add("typing");
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => this.quiet(), 5000);
  }

  quiet() {
    this.part(".who p").classList.remove("typing");
    this.drawHead();
  }

  answer({ query_id: id, text, show_alert: isAlert }) {
    this.presses.get(id)?.();
    this.answered ??= new Set();
    this.answered.add(id);
    if (!text) return;
    if (!isAlert) return this.toast(text);
    this.part(".alert p").textContent = text;
    this.part(".alert").ariaLabel = text;
    this.part(".alert").hidden = false;
    this.alertedFrom = document.activeElement;
    if (!phone.matches || active === this) this.part(".alert button").focus();
  }

  closeAlert() {
    this.part(".alert").hidden = true;
    (this.alertedFrom?.isConnected ? this.alertedFrom : this.input).focus({ preventScroll: true });
  }

  toast(text) {
    const node = make("div", "toast", text);
    this.part(".toasts").append(node);
    setTimeout(() => node.remove(), 2600 + text.length * 45);
  }

  // What they do.

  send(body) { return post(`people/${this.chat.id}/text`, body); }
  contact() { return post(`people/${this.chat.id}/contact`, {}); }
  sticker() { return post(`people/${this.chat.id}/sticker`, { emoji: "👍" }); }
  block() { return post(`people/${this.chat.id}/block`, { blocked: this.chat.standing !== "blocked" }); }

  async press(message, button, node) {
    if (node.ariaBusy === "true") return;
    node.ariaBusy = "true";
    const result = await post(`people/${this.chat.id}/press`, { message_id: message.message_id, data: button.callback_data });
    const end = () => { clearTimeout(timer); node.ariaBusy = "false"; };
    const timer = setTimeout(() => { end(); if (result) this.toast(word("noAnswer")); }, result ? PATIENCE : 0);
    if (result && this.answered?.has(result.query_id)) end();
    else if (result) this.presses.set(result.query_id, end);
  }

  async submit() {
    const text = this.input.value;
    const { edit, reply, file: attached } = this.context ?? {};
    if (!text.trim() && !attached) return;
    this.input.value = "";
    this.setContext(null);
    this.toggleCommands(false);
    if (edit) return post(`people/${this.chat.id}/edit`, { message_id: edit.message_id, text });
    if (attached) return this.upload(attached, text);
    const payload = startPayload(text.trim());
    return this.send({ text: payload === null ? text : `/start ${payload}`.trim(), reply_to: reply?.message_id });
  }

  upload(attached, caption) {
    const form = new FormData();
    form.append("file", attached, attached.name);
    form.append("caption", caption);
    form.append("as", attached.type.startsWith("image/") ? "photo" : "document");
    return post(`people/${this.chat.id}/file`, form);
  }

  attach(attached, event) {
    if (!attached) return;
    event?.preventDefault();
    this.setContext({ file: attached });
  }

  setContext(context) {
    this.context = context;
    const [kind, about] = Object.entries(context ?? {})[0] ?? [];
    this.part(".context").hidden = !context;
    if (kind === "file") this.part(".context span").textContent = word("attached", { name: about.name });
    if (kind === "edit") this.part(".context span").textContent = word("editing", { text: excerpt(about) });
    if (kind === "reply") this.part(".context span").textContent = word("replying", { text: excerpt(about) });
    if (kind === "edit") this.input.value = about.text;
    if (context) this.input.focus();
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method is still choosing the character
    const firstCommand = this.part(".commands button");
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape") {
      this.setContext(null);
      this.toggleCommands(false);
    } else if (event.key === "ArrowUp" && firstCommand && !this.part(".commands").hidden) {
      event.preventDefault();
      [...this.part(".commands").children].at(-1).focus();
    }
  }

  // The command menu.

  offer() {
    const typed = /^\/(\w*)$/.exec(this.input.value);
    this.toggleCommands(Boolean(typed) && this.menu.some((entry) => entry.command.startsWith(typed[1])), typed?.[1] ?? "");
  }

  toggleCommands(isOpen, prefix = "") {
    const list = this.part(".commands");
    list.hidden = !isOpen;
    this.part(".slash").ariaExpanded = String(isOpen);
    if (!isOpen) return;
    list.replaceChildren(...this.menu.filter((entry) => entry.command.startsWith(prefix)).map((entry) => {
      const button = makeButton("", "", () => this.command(entry.command));
      button.role = "option";
      button.append(make("b", "", `/${entry.command}`), make("span", "", entry.description));
      return button;
    }));
    if (!list.childElementCount) list.append(make("p", "", word("noCommands")));
    if (document.activeElement !== this.input) list.querySelector("button")?.focus();
  }

  command(name) {
    this.toggleCommands(false);
    this.input.value = "";
    this.send({ text: `/${name}` });
    this.input.focus();
  }

  commandKey(event) {
    if (event.key === "Escape") {
      this.toggleCommands(false);
      this.input.focus();
    }
    stepFocus(event, [...this.part(".commands").querySelectorAll("button")]);
  }

  // Scrolling.

  isAtBottom(slack = 80) { return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < slack; }
  toBottom(behavior = "instant") { this.log.scrollTo({ top: this.log.scrollHeight, behavior }); }
}

const excerpt = (message) => (message.text ?? message.caption ?? message.document?.file_name ?? word("picture")).slice(0, 160);

function file(document_) {
  const kind = make("span", "kind", (/\.(\w{1,4})$/.exec(document_.file_name)?.[1] ?? "file").toUpperCase());
  const node = make("a", "file", kind, make("span", "", make("b", "", document_.file_name), make("small", "", sizeOf(document_.file_size))));
  node.href = `/local/api/files/${document_.file_id}`;
  node.download = document_.file_name;
  return node;
}

const sizeOf = (bytes) => (bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

function enlarge(image) {
  Object.assign($("picture-image"), { src: image.src, alt: image.alt });
  $("picture").classList.remove("whole");
  $("picture").showModal();
}

// Everybody.

function show(person) {
  active = person;
  for (const other of people.values()) {
    const isActive = other === person;
    other.root.classList.toggle("active", isActive);
    other.tab.ariaSelected = String(isActive);
    other.tab.tabIndex = isActive ? 0 : -1;
  }
  person.seen();
  person.toBottom();
}

function admit(known) {
  const person = new Person(known);
  people.set(known.chat.id, person);
  $("desk").append(person.root);
  $("tabs").append(person.tab);
  person.toBottom();
  return person;
}

function arrange() {
  $("tabs").role = "tablist";
  for (const person of people.values()) person.root.role = phone.matches ? "tabpanel" : "region";
  if (!active && people.size) show(people.values().next().value);
}

async function load() {
  const answer = await fetch("/local/api/state");
  const state = await answer.json();
  bot = state.bot;
  $("bot-name").textContent = bot.first_name;
  setClock(state.clock);
  const activeId = active?.chat.id;
  const drafts = new Map([...people].map(([id, person]) => [id, person.input.value]));
  people.clear();
  $("desk").replaceChildren();
  $("tabs").replaceChildren();
  for (const known of state.people.toSorted((one, other) => rank(one) - rank(other))) admit(known).input.value = drafts.get(known.chat.id) ?? "";
  active = people.get(activeId) ?? null;
  arrange();
  if (active) show(active);
}

/** Organisers left, admins right, strangers after everybody. */
const rank = ({ chat }) => ({ organiser: 0, attendant: 1, supervisor: 2, cleaner: 3, maintenance: 3, admin: 4 }[(chat.hint ?? "").split(" ")[0]] ?? 5);

const arrivals = {
  message: ({ message }) => people.get(message.chat.id)?.take(message),
  removed: ({ chat_id: id, message_id: number }) => people.get(id)?.remove(number),
  answer: (event) => people.get(event.user_id)?.answer(event),
  typing: ({ chat_id: id }) => people.get(id)?.type(),
  clock: setClock,
  commands: ({ menus, hints }) => {
    for (const [id, menu] of Object.entries(menus)) {
      const person = people.get(Number(id));
      if (!person) continue;
      person.menu = menu;
      person.chat.hint = hints[id];
      person.drawHead();
    }
  },
  chat: ({ chat, commands }) => {
    if (chat.type !== "private") return;
    const person = people.get(chat.id) ?? admit({ chat, commands, messages: [] });
    Object.assign(person, { chat, menu: commands });
    person.drawHead();
    person.drawReplyKeyboard();
    if (!person.messages.size) person.drawMessages();
    arrange();
  },
};

function listen() {
  const source = new EventSource("/local/api/events");
  let loading = Promise.resolve(); // what arrives while the state is being fetched waits for it
  source.addEventListener("message", ({ data }) => {
    const event = JSON.parse(data);
    if (event.kind === "hello") {
      $("lost").hidden = true;
      loading = load();
    } else {
      loading = loading.then(() => arrivals[event.kind]?.(event));
    }
  });
  source.addEventListener("error", () => {
    $("lost").hidden = false;
    if (source.readyState === EventSource.CLOSED) setTimeout(() => { source.close(); listen(); }, 1500);
  });
}

// Sheets.

async function addStranger(name, code) {
  const known = await post("people", { name, language: code });
  if (!known) return null;
  const person = people.get(known.chat.id) ?? admit(known);
  arrange();
  show(person);
  person.root.scrollIntoView({ inline: "nearest" });
  return person;
}

function chooseOpener(payload) {
  const open = async (person) => {
    $("link-sheet").close();
    if (!person) return;
    show(person);
    person.send({ text: `/start ${payload}`.trim() });
  };
  const choices = [...people.values()].map((person) => makeButton("plain", person.name, () => open(person)));
  choices.push(makeButton("plain", `+ ${word("newStranger")}`, async () => open(await addStranger("", language === "zh" ? "zh-hans" : "en"))));
  $("link-choices").replaceChildren(...choices);
  $("link-sheet").showModal();
}

function wire() {
  $("jump").addEventListener("click", jump);
  $("stranger").addEventListener("click", () => $("stranger-sheet").showModal());
  $("stranger-form").querySelector("[value=cancel]").addEventListener("click", () => $("stranger-sheet").close());
  $("stranger-form").addEventListener("submit", ({ target }) => {
    addStranger(target.name.value, target.language.value);
    target.name.value = "";
  });
  $("picture-image").addEventListener("click", () => $("picture").classList.toggle("whole"));
  $("picture").addEventListener("click", ({ target }) => target === $("picture") && $("picture").close());
  $("tabs").addEventListener("keydown", (event) => stepFocus(event, [...$("tabs").children], (tab) => tab.click()));
  phone.addEventListener("change", arrange);
  document.addEventListener("click", ({ target }) => {
    for (const menu of document.querySelectorAll(".more[open]")) if (!menu.contains(target)) menu.open = false;
    for (const person of people.values()) if (!person.part("footer").contains(target)) person.toggleCommands(false);
  });
  document.addEventListener("keydown", (event) => {
    const person = event.altKey && [...people.values()][Number(event.code.replace("Digit", "")) - 1];
    if (!person) return;
    event.preventDefault();
    show(person);
    person.input.focus();
  });
  setInterval(drawClock, 100);
}

wire();
speak(language);
listen();
