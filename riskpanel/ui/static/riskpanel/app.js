// What pages do beyond page loads: start GOV.UK's components, save as you type, filter lists, open rows and menus.
// Everything here has a way without JavaScript. Nothing of a child's is ever kept in the browser.

const me = document.querySelector("script[data-govuk-frontend]");
import(me.dataset.govukFrontend).then((govuk) => govuk.initAll());

// --- save as you type --------------------------------------------------------
// <form data-autosave> posts itself to its action, or to the address in data-autosave. The server answers 2xx, or 409
// for a conflict. Expects nothing in the answer; a JSON {"version": n} is put in the form's field named "version", or
// as data-version-field says.

const WAIT = 800;       // quiet time after a keystroke
const TELL = 2000;      // an answer that takes longer is told as "not saved"; it may still come
const GIVE_UP = 20000;
const RETRY = [2000, 4000, 8000, 15000];

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]") || document.querySelector("[data-autosave-status]");
    this.failures = 0;
    this.dirty = this.saving = this.stopped = false;
    form.addEventListener("input", () => this.touched(WAIT));
    form.addEventListener("change", () => this.touched(0));
    form.addEventListener("submit", (event) => this.sent(event));
    window.addEventListener("beforeunload", (event) => this.leaving(event));
    window.addEventListener("online", () => this.dirty && this.later(0));
  }

  // A saving on its way comes first: the button would else carry a version that is already old.
  sent(event) {
    clearTimeout(this.timer);
    if (this.saving) {
      event.preventDefault();
      this.waiting = event.submitter;
    } else {
      this.stopped = true;
    }
  }

  touched(wait) {
    this.dirty = true;
    if (!this.failures) this.say("", "saving");
    this.later(this.failures ? RETRY[0] : wait);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save() {
    if (this.stopped || !this.dirty) return;
    if (this.saving) return this.later(WAIT);
    this.saving = true;
    this.dirty = false;
    const slow = setTimeout(() => this.say("not saved: keep this tab open", "unsaved"), TELL);
    try {
      const answer = await this.post();
      if (answer.status === 409) return this.conflict();
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      await this.done(answer);
    } catch {
      this.failed();
    } finally {
      clearTimeout(slow);
      this.saving = false;
      if (this.waiting !== undefined) {
        const button = this.waiting;
        this.waiting = undefined;
        this.form.requestSubmit(button);
      }
    }
  }

  post() {
    const data = new FormData(this.form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return fetch(this.form.dataset.autosave || this.form.action || location.href, {
      method: "POST",
      body: data,
      credentials: "same-origin",
      headers: { "X-Autosave": "1", "X-CSRFToken": data.get("csrfmiddlewaretoken") || "" },
      signal: AbortSignal.timeout(GIVE_UP),
    });
  }

  async done(answer) {
    this.failures = 0;
    if ((answer.headers.get("content-type") || "").startsWith("application/json")) {
      const told = await answer.json();
      const version = this.form.elements.namedItem(this.form.dataset.versionField || "version");
      if (version && told.version !== undefined) version.value = told.version;
    }
    if (this.dirty) return this.later(WAIT);
    this.say(`saved ${clock()}`, "saved");
  }

  failed() {
    this.dirty = true;
    this.say("not saved: keep this tab open", "unsaved");
    this.later(RETRY[Math.min(this.failures++, RETRY.length - 1)]);
  }

  conflict() {
    this.stopped = true;
    this.dirty = true;
    this.say("not saved: someone else changed this. Press the button to see both", "unsaved");
  }

  leaving(event) {
    if (!this.stopped && (this.dirty || this.saving)) event.preventDefault();
  }

  say(text, state) {
    if (!this.status) return;
    this.status.dataset.state = state;
    if (text) this.status.textContent = text;
    document.body.classList.toggle("rp-unsaved", state === "unsaved");
  }
}

function clock() {
  return new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
}

// --- filter a list in place --------------------------------------------------

function filterBox(box) {
  const list = document.getElementById(box.dataset.filter);
  if (!list) return;
  const input = box.querySelector("input");
  const count = box.querySelector("[data-filter-count]");
  box.hidden = false;
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = [...list.querySelectorAll("[data-row]")];
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
      const more = row.nextElementSibling;
      if (more && !more.hasAttribute("data-row")) more.classList.toggle("rp-filtered", row.hidden);
    }
    count.textContent = words.length ? `${shown} of ${rows.length}` : "";
  });
}

// --- rows that open, menus that close ----------------------------------------

function toggle(button) {
  const target = document.getElementById(button.dataset.toggle);
  if (!target) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = target.classList.toggle("rp-open");
    button.setAttribute("aria-expanded", String(open));
  });
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// --- start, now and after each swap by htmx ----------------------------------

const started = new WeakSet();

function start(root) {
  const each = (selector, make) => {
    for (const element of root.querySelectorAll(selector)) {
      if (started.has(element)) continue;
      started.add(element);
      make(element);
    }
  };
  each("form[data-autosave]", (form) => new Autosave(form));
  each("[data-filter]", filterBox);
  each("[data-toggle]", toggle);
}

start(document);
document.addEventListener("htmx:load", (event) => {
  start(event.detail.elt.parentElement || document);
  if (event.detail.elt !== document.body) import(me.dataset.govukFrontend).then((govuk) => govuk.initAll({ scope: event.detail.elt }));
});
