// Weights with sliders beside their number fields, the share that each makes, and what they would move. Without this
// script the page has the number fields alone, and the shares stand on the page of the draft.

const form = document.querySelector("[data-weight]").form;
const status = document.querySelector("#weights-status");
const groups = [...form.querySelectorAll("fieldset")];

function number(input) {
  const value = Number(input.value);
  return input.value.trim() !== "" && value >= 0 ? value : 0;
}

function share(inputs) {
  const total = inputs.reduce((sum, input) => sum + number(input), 0);
  for (const input of inputs) {
    const part = total ? (100 * number(input)) / total : 0;
    input.parentElement.querySelector("output").textContent = `${Math.round(part * 10) / 10}%`;
  }
}

function decorate(input, highest, inputs) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = "0";
  slider.max = String(highest);
  slider.value = input.value;
  slider.className = "app-slider";
  slider.setAttribute("aria-label", `${input.labels[0].textContent}: slider`);
  const output = document.createElement("output");
  output.className = "app-share";
  output.htmlFor = input.id;
  input.after(slider, output);
  slider.addEventListener("input", () => {
    input.value = slider.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  input.addEventListener("input", () => {
    slider.value = input.value;
    share(inputs);
    later();
  });
}

for (const group of groups) {
  const inputs = [...group.querySelectorAll("[data-weight]")];
  const highest = Math.max(50, ...inputs.map((input) => Math.ceil(2 * number(input))));
  for (const input of inputs) decorate(input, highest, inputs);
  share(inputs);
}

// One question at a time: the next starts when the answer is there, with the weights as they are by then.
let waiting = null;
let busy = false;
let again = false;

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(ask, 200);
}

async function ask() {
  again = busy;
  if (busy) return;
  busy = true;
  try {
    const answer = await fetch(status.dataset.effect, { method: "POST", body: new FormData(form) });
    const right = answer.ok && (answer.headers.get("Content-Type") || "").startsWith("text/plain");
    status.textContent = right ? await answer.text() : "The effect cannot be shown just now.";
  } catch {
    status.textContent = "The effect cannot be shown just now.";
  }
  busy = false;
  if (again) later();
}
