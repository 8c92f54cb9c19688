// Warns two minutes before the session ends, and keeps it going at one press of a key. The server alone ends it.

const dialog = document.getElementById("session-warning");
const form = dialog.querySelector("form");
const button = dialog.querySelector("button");
const status = document.getElementById("session-status");
const before = Number(dialog.dataset.before) * 1000;
const signInAgain = 2000; // the server is given this long to see the end too

let ends = {};
let timer = 0;
let dismissed = false;

// Other tabs of this browser share the session: what one of them learns, all know.
const tabs = new BroadcastChannel("session");
tabs.onmessage = ({ data }) => learn(data);

function learn(times) {
  ends = times;
  dismissed = false;
  if (dialog.open) dialog.close();
  wait();
}

function tell(left) {
  learn({ idle: Date.now() + left.idle * 1000, absolute: Date.now() + left.absolute * 1000 });
  tabs.postMessage(ends);
}

function wait() {
  clearTimeout(timer);
  const left = Math.min(ends.idle, ends.absolute) - Date.now();
  if (left <= -signInAgain) return over();
  if (left <= before) warn(left);
  // In between, the words change once a minute.
  const next = left > before ? left - before : left > 0 ? left % 60000 || 60000 : left + signInAgain;
  timer = setTimeout(wait, Math.max(next, 500));
}

function warn(left) {
  const minutes = Math.ceil(left / 60000);
  const words = minutes > 1 ? `${minutes} minutes` : "less than a minute";
  for (const place of dialog.querySelectorAll(".app-session__left")) place.textContent = words;
  if (dialog.open) {
    status.textContent = `You will be signed out in ${words}.`;
  } else if (!dismissed) {
    const last = ends.absolute < ends.idle;
    say(last ? "absolute" : "idle", last ? "Continue" : "Stay signed in");
    dialog.showModal();
  }
}

function say(what, words) {
  for (const text of dialog.querySelectorAll("[data-says]")) text.hidden = text.dataset.says !== what;
  if (words) button.textContent = words;
}

function over() {
  if (!typed()) return location.reload();
  ends = {};
  document.getElementById("session-title").textContent = "You have been signed out";
  say("over", "Continue");
  if (!dialog.open) dialog.showModal();
}

// Whether a field of the page holds something else than when it came.
function typed() {
  return [...document.querySelectorAll("main form[method=post]")].some((sent) =>
    [...sent.elements].some((field) =>
      field.type === "radio" || field.type === "checkbox"
        ? field.checked !== field.defaultChecked
        : field.options
          ? [...field.options].some((option) => option.selected !== option.defaultSelected) && !untouched(field)
          : field.type === "file"
            ? field.value
            : field.defaultValue !== undefined && field.type !== "hidden" && field.value !== field.defaultValue,
    ),
  );
}

// A list without a chosen option shows its first.
function untouched(select) {
  return select.selectedIndex === 0 && ![...select.options].some((option) => option.defaultSelected);
}

async function extend() {
  if (!ends.idle || ends.absolute < ends.idle) {
    dismissed = true;
    dialog.close();
    return;
  }
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (answer.ok) {
      tell(await answer.json());
      status.textContent = "You are still signed in.";
    } else {
      over();
    }
  } catch {
    say("failed");
  } finally {
    button.disabled = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  extend();
});
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  extend();
});
// A laptop that slept did not count.
document.addEventListener("visibilitychange", () => ends.idle && !document.hidden && wait());
addEventListener("pageshow", (event) => event.persisted && ends.idle && wait());

tell({ idle: Number(dialog.dataset.idle), absolute: Number(dialog.dataset.absolute) });
