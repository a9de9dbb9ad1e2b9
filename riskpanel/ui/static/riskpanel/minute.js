// The minute-taker's editor: what is typed is saved while it is typed, and is never lost.
// One saving is on its way at a time. It carries a token and is sent again, the same to the letter, until the server
// has answered it: a lost reply makes one record. The text is kept in this page's memory and nowhere else.

const QUIET = 500;      // after the last keystroke
const MOST = 1000;      // while somebody types on and on
const TELL = 900;       // an answer that takes longer is told as "not saved"; it may still come
const GIVE_UP = 10000;
const RETRY = [500, 1000, 2000, 4000];
const PULSE = 5000;
const NOT_SAVED = "not saved: keep this tab open";

class Minutes {
  constructor(form) {
    this.form = form;
    this.box = form.elements.namedItem("text");
    this.version = form.elements.namedItem("version");
    this.status = form.querySelector("[data-autosave-status]");
    this.conflict = form.querySelector("[data-conflict]");
    this.saved = this.box.value;
    this.pending = null;
    this.state = "calm";          // calm, lost, signed-out, conflict, refused, leaving
    this.failures = 0;
    this.listen();
    setInterval(() => this.pulse(), PULSE);
  }

  listen() {
    this.box.addEventListener("input", () => this.typed());
    this.form.addEventListener("submit", (event) => this.sent(event));
    window.addEventListener("beforeunload", (event) => this.unsaved && this.state !== "leaving" && event.preventDefault());
    window.addEventListener("offline", () => this.lost());
    window.addEventListener("online", () => this.again());
    window.addEventListener("focus", () => this.state === "signed-out" && this.pulse());
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
    this.form.querySelector("[data-conflict-both]").addEventListener("click", () => this.joins());
    this.form.querySelector("[data-conflict-save]").addEventListener("click", () => this.merges());
    for (const link of document.querySelectorAll(".rp-minute a")) link.addEventListener("click", (event) => this.goes(event, link));
  }

  get unsaved() {
    return this.pending !== null || this.box.value !== this.saved;
  }

  typed() {
    this.first = this.first || Date.now();
    if (this.state === "conflict") return;
    if (this.state === "refused") this.state = "calm";
    this.later(Math.min(QUIET, Math.max(this.first + MOST - Date.now(), 0)));
    if (this.state === "calm") this.say("saving", "saving");
    else this.warn();
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // --- one saving at a time ------------------------------------------------------

  async save() {
    if (this.busy || !this.unsaved || ["conflict", "signed-out", "refused", "leaving"].includes(this.state)) return;
    this.pending = this.pending || { token: crypto.randomUUID(), text: this.box.value, version: this.version.value };
    this.first = 0;
    this.busy = true;
    const slow = setTimeout(() => this.warn(), TELL);
    try {
      await this.answered(await this.post(this.pending));
    } catch {
      this.failed();
    } finally {
      clearTimeout(slow);
      this.busy = false;
    }
    if (this.state === "calm" && this.unsaved) this.later(QUIET);
  }

  post(saving) {
    const data = new FormData();
    for (const name of ["text", "version"]) data.set(name, saving[name]);
    data.set("saving", saving.token);
    return fetch(this.form.action || location.href, {
      method: "POST",
      body: data,
      credentials: "same-origin",
      headers: { "X-Autosave": "1", "X-CSRFToken": this.form.elements.namedItem("csrfmiddlewaretoken").value },
      signal: AbortSignal.timeout(GIVE_UP),
    });
  }

  async answered(answer) {
    if (answer.redirected || answer.status === 401 || answer.status === 403) return this.outside();
    if (answer.status === 409) return this.meets(await answer.json());
    if (answer.status === 422) return this.refused(await answer.json());
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    this.version.value = told.version;
    this.saved = this.pending.text;
    this.pending = null;
    this.failures = 0;
    this.state = "calm";
    if (!this.unsaved) this.say(`saved ${clock()}`, "saved");
  }

  failed() {
    this.state = "lost";
    this.warn();
    this.later(RETRY[Math.min(this.failures++, RETRY.length - 1)]);
  }

  // --- the network, and who is signed in ------------------------------------------

  lost() {
    if (["conflict", "signed-out"].includes(this.state)) return;
    this.state = "lost";
    this.warn();
  }

  again() {
    this.failures = 0;
    if (this.state === "lost") this.state = "calm";
    if (this.unsaved) this.later(0);
    else if (this.state === "calm") this.say("the connection is back", "saved");
  }

  // Whether the server is there, who is signed in now, and which item is discussed.
  async pulse() {
    if (["leaving", "conflict"].includes(this.state)) return undefined;
    let answer;
    try {
      answer = await fetch(this.form.dataset.minute, { credentials: "same-origin", signal: AbortSignal.timeout(PULSE) });
    } catch {
      return this.lost();
    }
    if (answer.redirected || answer.status === 401 || answer.status === 403) return this.outside(false);
    if (!answer.ok) return undefined;
    const told = await answer.json();
    this.discussed(told.item);
    if (told.person !== this.form.dataset.person) return this.outside(false, "somebody else is signed in here now");
    this.form.elements.namedItem("csrfmiddlewaretoken").value = told.token;
    if (this.state === "lost") this.again();
    if (this.state !== "signed-out") return undefined;
    this.state = "calm";
    if (this.unsaved) return this.save();
    return this.say("signed in again", "saved");
  }

  // Signed out, or the token is another by now: the pulse tells which.
  outside(ask = true, why = "you are signed out") {
    const before = this.state;
    this.state = "signed-out";
    this.say(`${this.unsaved ? NOT_SAVED : "keep this tab open"}: ${why}. `, "unsaved");
    const link = document.createElement("a");
    link.href = this.form.dataset.again;
    link.target = "_blank";
    link.textContent = "Sign in again in a new tab";
    this.status.append(link);
    if (before !== "signed-out") this.watch();
    if (ask) setTimeout(() => this.pulse(), 0);
  }

  watch() {
    const timer = setInterval(() => (this.state === "signed-out" ? this.pulse() : clearInterval(timer)), 1500);
  }

  discussed(item) {
    for (const line of document.querySelectorAll("[data-item]")) line.querySelector("[data-now]").hidden = line.dataset.item !== item;
    const here = document.querySelector("[data-item] [aria-current]");
    const moved = document.querySelector("[data-moved]");
    moved.hidden = !item || (here && here.closest("[data-item]").dataset.item === item);
  }

  // --- two texts -------------------------------------------------------------------

  meets(both) {
    this.state = "conflict";
    this.theirs = both.theirs;
    this.version.value = both.version;
    this.pending = null;
    this.conflict.querySelector("[data-conflict-who]").textContent = both.at ? `${both.who}, at ${both.at},` : both.who;
    this.conflict.querySelector("[data-conflict-mine]").textContent = both.mine;
    this.conflict.querySelector("[data-conflict-theirs]").textContent = both.theirs;
    this.conflict.hidden = false;
    this.say("not saved: two texts, make one of them", "unsaved");
    this.conflict.focus();
  }

  joins() {
    this.box.value = this.theirs.trim() ? `${this.theirs}\n\n${this.box.value}` : this.box.value;
    this.box.focus();
  }

  // The box is what the minutes are to be now; if it is the text that stands, that text is saved already.
  merges() {
    this.conflict.hidden = true;
    this.saved = this.theirs;
    this.state = "calm";
    this.box.focus();
    if (this.unsaved) this.save();
    else this.say(`saved ${clock()}`, "saved");
  }

  refused(told) {
    this.state = "refused";
    this.pending = null;
    this.say(`not saved: ${told.wrong.join(" ") || "press Save to see why"}`, "unsaved");
  }

  // --- leaving ---------------------------------------------------------------------

  async goes(event, link) {
    if (!this.unsaved || this.state !== "calm" || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    clearTimeout(this.timer);
    for (let times = 0; times < 40 && this.unsaved && this.state === "calm"; times += 1) {
      await this.save();
      if (this.busy) await new Promise((done) => setTimeout(done, 100));
    }
    location.assign(link.href);
  }

  // The button works without scripts; with them it saves at once and the page stays.
  sent(event) {
    if (this.state === "conflict") {
      event.preventDefault();
      return this.merges();
    }
    if (this.state === "refused") {
      this.state = "leaving";
      return undefined;
    }
    event.preventDefault();
    if (!this.unsaved) this.say(`saved ${clock()}`, "saved");
    return this.save();
  }

  // --- telling ---------------------------------------------------------------------

  warn() {
    if (["conflict", "signed-out", "refused"].includes(this.state)) return;
    this.say(this.unsaved ? NOT_SAVED : "no connection: what you type now is not saved until it is back", "unsaved");
  }

  say(text, state) {
    this.status.dataset.state = state;
    if (this.status.textContent !== text) this.status.textContent = text;
    document.body.classList.toggle("rp-unsaved", state === "unsaved" && this.unsaved);
  }
}

function clock() {
  return new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
}

for (const form of document.querySelectorAll("form[data-minute]")) new Minutes(form);
