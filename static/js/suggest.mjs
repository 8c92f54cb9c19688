// Suggests a role below the list of roles while somebody types a job title. The list stays theirs to choose from.

const button = document.querySelector("[data-suggest]");
const title = document.getElementById("id_title");
const grade = document.getElementById("id_grade");
const role = document.getElementById("id_role");
const PAUSE = 400; // after the last key, in milliseconds

const place = document.createElement("p");
place.className = "app-suggestion";
place.setAttribute("role", "status");
role.after(place);
button.hidden = true;

let timer = 0;
let asked = null;
let suggested = "";

async function suggest() {
  asked?.abort();
  asked = new AbortController();
  if (!title.value.trim()) return show("", "");
  const query = new URLSearchParams({ title: title.value, grade: grade.value });
  try {
    const response = await fetch(`${button.dataset.suggest}?${query}`, { signal: asked.signal, redirect: "error" });
    if (!response.ok) return;
    const answer = await response.json();
    show(answer.role, answer.says);
  } catch {
    // No suggestion, then: the list is there all the same.
  }
}

function show(code, says) {
  suggested = code;
  place.textContent = says;
  if (!code || role.value === code) return;
  const use = document.createElement("button");
  use.type = "button";
  use.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small app-suggestion__use";
  use.textContent = "Use this role";
  use.addEventListener("click", () => {
    role.value = suggested;
    use.remove();
    role.focus();
  });
  place.append(" ", use);
}

title.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(suggest, PAUSE);
});
