// At the meeting: clocks that go on, single keys, and the screen that follows the item under discussion.
// Everything here has a way without JavaScript; nothing is kept in the browser.

// --- clocks ------------------------------------------------------------------------

// What is left comes in seconds from the server: the clock of this machine may be wrong.
function tick() {
  for (const clock of document.querySelectorAll("[data-left]")) {
    const left = (Number(clock.dataset.left) - performance.now() / 1000) / 60;
    const over = left < 0;
    const text = over ? `${Math.max(Math.floor(-left), 1)} min over` : `${Math.ceil(left)} min left`;
    if (clock.textContent !== text) clock.textContent = text;
    clock.classList.toggle("rp-clock__left--over", over);
  }
}
if (document.querySelector("[data-left]")) setInterval(tick, 1000);

// --- after a saving: to what was saved ------------------------------------------------

const place = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
if (place && place.tabIndex === -1) {
  if (place instanceof HTMLDetailsElement) place.open = true;
  place.focus({ preventScroll: true });
}

// --- single keys -----------------------------------------------------------------------

const board = document.querySelector("[data-single-keys]");

function focusFirst(root) {
  const field = root && root.querySelector("textarea, select, input:not([type=hidden])");
  if (field) field.focus();
}

function look(step) {
  const items = [...document.querySelectorAll("a[data-item]")];
  const now = items.findIndex((item) => item.hasAttribute("aria-current"));
  const to = items[now + step];
  if (to) to.click();
}

const KEYS = {
  j: () => look(1),
  k: () => look(-1),
  u: () => focusFirst(document.querySelector("#noted")),
  s: () => document.querySelector("form#noted")?.requestSubmit(),
  "?": () => {
    board.open = true;
    board.querySelector("summary").focus();
  },
};

function press(key) {
  const folded = document.querySelector(`[data-key-opens="${key}"]`);
  if (folded) {
    folded.open = true;
    return focusFirst(folded);
  }
  const control = document.querySelector(`[data-key="${key}"]`);
  if (control) return control.click();
  return KEYS[key] && KEYS[key]();
}

document.addEventListener("keydown", (event) => {
  if (board?.dataset.singleKeys !== "on" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (!/^[a-z?]$/.test(event.key)) return;
  press(event.key);
  if (document.querySelector(`[data-key="${event.key}"], [data-key-opens="${event.key}"]`) || KEYS[event.key]) event.preventDefault();
});

// --- following ------------------------------------------------------------------------------

const said = document.getElementById("follow-said");
let says = document.getElementById("follow")?.dataset.says;

// An answer from elsewhere (signed out) or a refusal: what was shown is no longer this person's.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "follow") return;
  const { xhr } = event.detail;
  if (xhr.status >= 400 || !new URL(xhr.responseURL).pathname.endsWith("/follow/now/")) {
    event.detail.shouldSwap = false;
    event.detail.target.replaceChildren();
    location.reload();
  }
});

document.addEventListener("htmx:afterSettle", () => {
  const now = document.getElementById("follow")?.dataset.says;
  if (said && now !== says) said.textContent = says = now;
});
