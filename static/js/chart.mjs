// Swaps the server's picture of a chart for plotly's, and back. Plotly and its numbers are fetched when asked for.

const SHOW = "Show the interactive version";
const HIDE = "Show the picture again";
let loading;

function plotly(address) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(globalThis.Plotly);
    script.onerror = () => {
      script.remove();
      loading = undefined;
      reject(new Error("plotly could not be loaded"));
    };
    document.head.append(script);
  });
  return loading;
}

async function numbers(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error("the numbers could not be loaded");
  return answer.json();
}

async function draw(figure, plot) {
  const [library, { data, layout }] = await Promise.all([plotly(figure.dataset.plotly), numbers(figure.dataset.figure)]);
  plot.hidden = false;
  await library.newPlot(plot, data, { ...layout, autosize: true }, { displayModeBar: false, responsive: true });
}

export async function toggle(figure, button) {
  const plot = figure.querySelector(".app-chart__plot");
  const picture = figure.querySelector(".app-chart__picture");
  const status = figure.querySelector(".app-chart__status");
  if (button.getAttribute("aria-disabled")) return;
  if (!plot.hidden) {
    plot.hidden = true;
    picture.hidden = false;
    button.textContent = SHOW;
    status.textContent = "The picture is shown.";
    return;
  }
  button.setAttribute("aria-disabled", "true");
  status.textContent = "Loading the interactive version.";
  try {
    if (plot.childElementCount === 0) await draw(figure, plot);
    plot.hidden = false;
    picture.hidden = true;
    button.textContent = HIDE;
    status.textContent = "The interactive version is shown. The table has the same numbers.";
  } catch {
    plot.replaceChildren();
    plot.hidden = true;
    picture.hidden = false;
    status.textContent = "The interactive version could not be loaded. The picture and the table have the same numbers.";
  } finally {
    button.removeAttribute("aria-disabled");
  }
}
