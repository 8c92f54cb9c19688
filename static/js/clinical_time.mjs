// The totals under a clinician's time, as one types. The server works out what counts when the form is saved.

const box = document.querySelector("[data-live]");
const form = box.closest("form");
const note = box.querySelector("[data-note]");
const WTE_UNIT = 100000;

function typed(name) {
  const text = form.elements[name].value.replace(/[£,\s]/g, "");
  return /^\d*\.?\d+$|^\d+\.$/.test(text) ? Number(text) : null;
}

function inOneWte() {
  const chosen = form.querySelector("[name=unit]:checked");
  return chosen ? Number(box.querySelector(`[data-unit="${chosen.value}"]`).dataset.inOneWte) : null;
}

function worked(unit) {
  const [given, ...amounts] = box.dataset.live.split(" ").map(typed);
  const rounded = (amount) => Math.round((amount * WTE_UNIT) / unit);
  // The running sums are rounded and not each part, as the server does it.
  let sum = 0;
  const [jobPlanned, backfilled, extra] = amounts.map((amount) => {
    if (amount === null) return null;
    sum += amount;
    return rounded(sum) - rounded(sum - amount);
  });
  const funded = jobPlanned === null || backfilled === null ? null : jobPlanned + backfilled;
  const all = given === null ? null : rounded(given);
  const outside = all === null || funded === null ? null : all - funded;
  const paid = outside === 0 ? 0 : extra;
  const unpaid = outside === 0 ? 0 : outside === null || extra === null ? null : outside - extra;
  return { wte: all, job_planned: jobPlanned, backfilled, funded, outside, paid_extra: paid, unpaid };
}

function inWords(units) {
  return String(Math.round(units) / WTE_UNIT);
}

function show() {
  const unit = inOneWte();
  if (!unit) return;
  const found = worked(unit);
  for (const row of box.querySelectorAll("[data-total]")) {
    const [mine, everybody] = row.querySelectorAll("td");
    const amount = found[row.dataset.total];
    mine.textContent = amount === null ? "Not known" : inWords(amount);
    everybody.textContent = inWords(Number(row.dataset.others) + (amount ?? 0));
  }
  const tooMuch = found.unpaid !== null && found.unpaid < 0;
  note.textContent = tooMuch
    ? "The parts come to more than the time that is given."
    : "These are the amounts as you type them. They are not saved yet.";
}

form.addEventListener("input", show);
