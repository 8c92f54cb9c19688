// Everything here only makes pages nicer: each of them works without it.

const script = document.querySelector("script[data-nhsuk]");
const nhsuk = await import(script.dataset.nhsuk);
const atOnce = [
  "Button", "CharacterCount", "Checkboxes", "ErrorSummary", "Header", "NotificationBanner", "PasswordInput", "Radios",
  "SkipLink",
];

// From here on the style sheet hides what a component will show when asked to.
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
for (const name of atOnce) nhsuk.createAll(nhsuk[name]);

// ARIA does not know "expanded" for a radio, so take it off again wherever nhsuk-frontend sets it.
function tidyRadios() {
  for (const radio of document.querySelectorAll("input[type=radio][aria-expanded]")) {
    radio.removeAttribute("aria-expanded");
  }
}
tidyRadios();
document.addEventListener("click", tidyRadios);
addEventListener("pageshow", tidyRadios);

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    form.querySelector(".app-busy").textContent = form.dataset.busy;
  });
}
// A page that comes back from the browser's memory is not busy any more.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const status of document.querySelectorAll(".app-busy")) status.textContent = "";
});

for (const figure of document.querySelectorAll("figure[data-chart]")) {
  const button = figure.querySelector(".app-chart__button");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { toggle } = await import(figure.dataset.chart);
    await toggle(figure, button);
  });
}

// What scrolls sideways is measured bit by bit: all at once would hold a slow laptop up.
const idle = () => new Promise((resume) => (window.requestIdleCallback ?? setTimeout)(resume));
for (const region of document.querySelectorAll("[data-module='nhsuk-scroll']")) {
  await idle();
  new nhsuk.Scroll(region);
}
