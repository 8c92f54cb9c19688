// Saves rows while somebody types. What a page, this script and a view say to each other stands in accounts/autosave.py.
//
// The defaults of the controls (defaultValue, defaultSelected, defaultChecked) are what the server confirmed last. A row
// is unsaved while a control differs from its default, so that typing something and back again is no change.

const PAUSE = 700; // after the last key, in milliseconds
const SOON = 150; // after a choice: an arrow key may follow
const LATE = 2500; // without an answer, the page says so
const GIVE_UP = 20000; // on one try; the next one brings the same key
const LONGEST_WAIT = 15000; // between two tries

const place = document.querySelector("[data-autosave-status]");
const rows = new Map([...document.querySelectorAll("[data-autosave]")].map((element) => [element, newRow(element)]));
// Reading every control of 500 rows takes a tenth of a second, at which typing would halt: only these are looked at.
const touched = new Set([...rows.values()].filter((row) => "unsaved" in row.element.dataset));
const settled = []; // who waits until everything is saved, or cannot be

let underWay = null; // the one request
let stopped = false; // somebody has to sign in, or to load the page again
let leaving = false;
let savedAt = "";
let marks = 0;
let wake = () => {};

function newRow(element) {
  // What the page came with unsaved waits for the person: they were told that it is not saved yet.
  const due = "unsaved" in element.dataset ? Infinity : 0;
  const row = { element, form: element.closest("form"), due, timer: 0, held: false };
  for (const select of element.querySelectorAll("select:not([multiple])")) {
    // A list without a chosen option shows its first.
    if (select.options.length && ![...select.options].some((option) => option.defaultSelected)) {
      select.options[0].defaultSelected = true;
    }
  }
  return row;
}

// Controls -----------------------------------------------------------------------------------------------------------

function controls(row) {
  const all = [...row.element.querySelectorAll("input, select, textarea")];
  return all.filter((control) => control.name && !control.disabled && !["submit", "button", "file"].includes(control.type));
}

const seen = (row) => controls(row).filter((control) => control.type !== "hidden");
const ticked = (control) => control.type === "radio" || control.type === "checkbox";

function state(control) {
  if (ticked(control)) return control.checked;
  return control.options ? JSON.stringify([...control.options].map((option) => option.selected)) : control.value;
}

function confirmed(control) {
  if (ticked(control)) return control.defaultChecked;
  return control.options
    ? JSON.stringify([...control.options].map((option) => option.defaultSelected))
    : control.defaultValue;
}

function confirm(control, was) {
  const now = state(control);
  if (ticked(control)) control.defaultChecked = was;
  else if (control.options) {
    const chosen = JSON.parse(was);
    [...control.options].forEach((option, number) => (option.defaultSelected = chosen[number]));
  } else control.defaultValue = was;
  put(control, now); // a default must not change what is there by now
}

function put(control, wanted) {
  if (ticked(control)) control.checked = wanted;
  else if (control.options) {
    const chosen = JSON.parse(wanted);
    [...control.options].forEach((option, number) => {
      if (option.selected !== chosen[number]) option.selected = chosen[number];
    });
  } else if (control.value !== wanted) control.value = wanted;
}

function show(control, values) {
  const wanted = [values].flat();
  if (control.type === "checkbox" || control.type === "radio") {
    control.checked = wanted.includes(control.value) || (control.type === "checkbox" && wanted.includes("True"));
  } else if (control.options) {
    for (const option of control.options) option.selected = wanted.includes(option.value);
  } else control.value = wanted[0] ?? "";
}

const unsaved = (row) =>
  "unsaved" in row.element.dataset || seen(row).some((control) => state(control) !== confirmed(control));
const version = (row) => row.element.querySelector("[data-version]");

function note(row) {
  // What the row's controls hold as confirmed, for a server that wants to know which of them somebody changed.
  const was = row.element.querySelector("[data-was]");
  const value = (control) =>
    control.options ? [...control.options].find((option) => option.defaultSelected)?.value ?? "" : control.defaultValue;
  if (was) was.value = seen(row).map(value).join(",");
}

// Sending ------------------------------------------------------------------------------------------------------------

function packed(row) {
  const body = new URLSearchParams();
  for (const control of controls(row)) {
    if (ticked(control) && !control.checked) continue;
    if (control.options) for (const option of control.selectedOptions) body.append(control.name, option.value);
    else body.append(control.name, control.value);
  }
  for (const name of ["csrfmiddlewaretoken", "form_token"]) {
    const token = row.form.querySelector(`input[name="${name}"]`);
    if (token) body.set(name, token.value);
  }
  body.set("version", version(row)?.value ?? "");
  return {
    row,
    body,
    key: crypto.randomUUID?.() ?? randomKey(),
    address: row.element.dataset.autosave || location.pathname + location.search,
    states: seen(row).map((control) => [control, state(control)]),
  };
}

// Without HTTPS a browser has no randomUUID.
function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

async function ask(sent) {
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), GIVE_UP);
  try {
    const response = await fetch(sent.address, {
      method: "POST",
      body: sent.body,
      headers: { "Autosave-Key": sent.key },
      redirect: "manual",
      signal: end.signal,
    });
    if (!response.headers.has("Autosave")) return null;
    const answer = await response.json();
    return typeof answer.saved === "boolean" && answer.key === sent.key ? answer : null;
  } catch {
    return null; // no network, no answer in time, or no JSON
  } finally {
    clearTimeout(timer);
  }
}

function wait(tries) {
  return new Promise((done) => {
    const timer = setTimeout(done, Math.min(1000 * 2 ** tries, LONGEST_WAIT));
    wake = () => {
      clearTimeout(timer);
      done();
    };
  });
}

async function answered(sent) {
  for (let tries = 0, renewed = false; ; tries += 1) {
    const late = setTimeout(() => say("trouble"), LATE);
    const answer = await ask(sent);
    clearTimeout(late);
    if (answer && answer.reason !== "csrf") return answer;
    if (answer && !renewed) {
      renewed = await renewToken(sent);
      if (renewed) continue;
    }
    renewed = false;
    say("trouble");
    await wait(tries);
  }
}

// Somebody who signed in in another tab has another CSRF token. The token of the form still says whose page this is.
async function renewToken(sent) {
  try {
    const response = await fetch(location.href, { redirect: "manual" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const token = page.querySelector('input[name="csrfmiddlewaretoken"]')?.value;
    if (!token) return false;
    for (const input of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) input.value = token;
    sent.body.set("csrfmiddlewaretoken", token);
    return true;
  } catch {
    return false;
  }
}

function next() {
  if (underWay || stopped) return;
  const waiting = [...touched].filter((row) => !row.held && row.due < Infinity && unsaved(row));
  const row = waiting.filter((one) => one.due <= Date.now()).sort((one, other) => one.due - other.due)[0];
  if (row) send(row);
  else if (!waiting.length) rest();
}

async function send(row) {
  underWay = packed(row);
  say("saving");
  const sent = underWay;
  const answer = await answered(sent);
  underWay = null;
  if (answer.saved) take(sent, answer);
  else refuse(sent, answer);
  next();
}

function take({ row, states }, answer) {
  savedAt = answer.at;
  if (version(row)) version(row).value = answer.version;
  for (const [control, was] of states) confirm(control, was);
  delete row.element.dataset.unsaved;
  note(row);
  clear(row);
  if (!unsaved(row)) touched.delete(row);
}

function refuse({ row, states }, answer) {
  if (["signed-out", "other-person", "plain"].includes(answer.reason)) {
    stopped = true;
    say("stopped", answer.message);
    wakeAll();
    return;
  }
  clear(row);
  // What was typed since is another try, unless somebody has to choose first.
  if (answer.reason === "invalid" && states.some(([control, was]) => state(control) !== was)) return;
  row.held = true;
  explain(row, answer);
}

function rest() {
  const held = [...touched].some((row) => row.held && unsaved(row));
  if (held) say("held");
  else if (savedAt) say("saved");
  else say("", ""); // typed, and taken back
  wakeAll();
}

function wakeAll() {
  for (const done of settled.splice(0)) done();
}

// Words --------------------------------------------------------------------------------------------------------------

const WORDS = {
  saving: () => "Saving",
  saved: () => `Saved at ${savedAt}`,
  trouble: () => "Not saved, trying again",
  held: () => "Not saved. There is something to put right or to choose.",
};

function say(what, words = WORDS[what]()) {
  if (!place) return;
  place.dataset.state = what;
  if (place.textContent !== words) place.textContent = words;
}

function explain(row, answer) {
  const box = document.getElementById("autosave-problem").content.firstElementChild.cloneNode(true);
  box.querySelector("[data-says=message]").textContent = answer.message;
  for (const [name, messages] of Object.entries(answer.errors ?? {})) mark(row, box, name, messages);
  const table = box.querySelector("table");
  if (answer.differences?.length) compare(table, answer.differences);
  else table.remove();
  const choices = box.querySelector("[data-says=choices]");
  if (answer.reason === "conflict") offer(row, choices, answer);
  else choices.remove();
  row.problem = row.element.tagName === "TR" ? inTable(row, box) : box;
  if (row.element.tagName === "TR") row.element.after(row.problem);
  else row.element.append(box);
}

function inTable(row, box) {
  const line = document.createElement("tr");
  const cell = line.insertCell();
  cell.colSpan = [...row.element.cells].reduce((sum, one) => sum + one.colSpan, 0);
  cell.append(box);
  return line;
}

function mark(row, box, name, messages) {
  const line = document.createElement("p");
  line.className = "nhsuk-error-message";
  line.id = `autosave-error-${(marks += 1)}`; // of several rows, each has its own
  line.textContent = messages.join(" ");
  box.querySelector("[data-says=message]").after(line);
  const control = seen(row).find((one) => one.name === name);
  control?.setAttribute("aria-invalid", "true");
  control?.setAttribute("aria-describedby", line.id);
}

function compare(table, differences) {
  for (const { label, theirs, yours } of differences) {
    const line = table.tBodies[0].insertRow();
    const heading = document.createElement("th");
    heading.scope = "row";
    line.append(heading, document.createElement("td"), document.createElement("td"));
    [label, theirs || "Blank", yours || "Blank"].forEach((text, number) => (line.cells[number].textContent = text));
  }
}

function offer(row, choices, answer) {
  const [mine, theirs] = choices.querySelectorAll("button");
  const decide = (keeps) => {
    if (version(row)) version(row).value = answer.version ?? "";
    for (const control of seen(row)) {
      if (!(control.name in answer.values)) continue;
      const now = state(control);
      show(control, answer.values[control.name]);
      confirm(control, state(control));
      if (keeps) put(control, now);
    }
    if (!keeps) delete row.element.dataset.unsaved;
    note(row);
    clear(row);
    row.due = 0;
    seen(row)[0]?.focus();
    next();
  };
  mine.addEventListener("click", () => decide(true));
  theirs.addEventListener("click", () => decide(false));
}

function clear(row) {
  row.held = false;
  row.problem?.remove();
  row.problem = null;
  for (const control of seen(row)) {
    if (!control.getAttribute("aria-describedby")?.startsWith("autosave-error-")) continue;
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
  }
}

// What people do -----------------------------------------------------------------------------------------------------

function typed(event, pause) {
  const row = rows.get(event.target.closest("[data-autosave]"));
  if (!row || event.target.type === "hidden" || event.target.type === "file") return;
  // A choice between two values is made by its buttons; a value that was refused may be typed anew.
  if (row.held && row.problem?.querySelector("[data-says=choices]")) return;
  touched.add(row);
  row.held = false;
  row.due = Date.now() + pause;
  clearTimeout(row.timer);
  row.timer = setTimeout(next, pause + 10);
  if (unsaved(row) && !stopped && place?.dataset.state !== "trouble") say("saving");
}

const isText = (control) => control.tagName === "TEXTAREA" || (control.tagName === "INPUT" && !ticked(control));

document.addEventListener("input", (event) => typed(event, isText(event.target) ? PAUSE : SOON));
document.addEventListener("change", (event) => typed(event, SOON));

function hurry() {
  // A browser may have put something into a control without a word.
  for (const row of rows.values()) if (unsaved(row)) touched.add(row);
  for (const row of touched) row.due = 0;
  next();
}

async function finish(form) {
  await new Promise((done) => {
    settled.push(done);
    hurry();
  });
  if (stopped) return void place?.scrollIntoView({ block: "nearest" });
  const problem = [...touched].find((row) => row.problem)?.problem;
  if (problem) return void problem.querySelector("button, p")?.focus();
  if (form.dataset.autosaveThen) location.assign(form.dataset.autosaveThen);
  else if (!savedAt) say("saved", "Nothing has changed, so there was nothing to save");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const ours = form.matches("[data-autosave]") || form.querySelector("[data-autosave]");
  if (!ours) return;
  if (stopped) {
    leaving = true; // the server keeps the form until somebody has signed in
    return;
  }
  event.preventDefault();
  finish(form);
});

addEventListener("beforeunload", (event) => {
  if (!leaving && (underWay || [...touched].some(unsaved))) event.preventDefault();
});
addEventListener("pageshow", () => (leaving = false));
addEventListener("online", () => wake());
// Somebody may have signed in again in another tab.
document.addEventListener("visibilitychange", () => {
  if (document.hidden || !stopped) return;
  stopped = false;
  hurry();
});
