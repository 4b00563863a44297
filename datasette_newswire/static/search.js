// The search page without reloads: a change of filters fetches the same URL and takes its results and filters.

import { facets } from "./facet.js";
import { maps } from "./map.js";

const PARTS = ["nw-filters", "nw-results"];
const box = document.getElementById("nw-form");
let asked = 0;
let shown = location.href.split("#")[0];

/** The URL of the form as it stands; empty fields are left out. */
function formUrl() {
  const fields = [...new FormData(box)].filter(([, value]) => value !== "");
  const query = new URLSearchParams(fields).toString();
  return box.action + (query ? `?${query}` : "");
}

/** Shows the results of a URL in place; on any trouble the browser goes there instead. */
async function show(url, { remember = true, focus = null } = {}) {
  const mine = ++asked;
  const results = document.getElementById("nw-results");
  results.setAttribute("aria-busy", "true");
  try {
    const reply = await fetch(url, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    if (mine !== asked) return; // a later question has been asked
    if (!PARTS.every((id) => page.getElementById(id))) throw new Error("not a page of results");
    if (remember) history.pushState({ newswire: true }, "", url);
    shown = url.split("#")[0];
    update(page, focus);
  } catch {
    location.href = url;
  }
}

/** What the reader has opened or what is costly to draw stands as it was: the map, the table of the timeline. */
function keep(page) {
  const [map, fresh] = [document, page].map((each) => each.querySelector(".nw-where"));
  if (map && fresh) {
    map.querySelector("[data-map]").dataset.geojson = fresh.querySelector("[data-map]").dataset.geojson;
    map.querySelector(".nw-listed").replaceWith(document.adoptNode(fresh.querySelector(".nw-listed")));
    fresh.replaceWith(map);
  }
  const [table, other] = [document, page].map((each) => each.querySelector("#nw-results .nw-table"));
  if (table && other) other.open = table.open;
}

function update(page, focus) {
  document.title = page.title;
  keep(page);
  const total = document.getElementById("nw-total"); // kept, so that its change is announced
  const fresh = page.getElementById("nw-total");
  const words = fresh.textContent;
  for (const id of PARTS) document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
  fresh.replaceWith(total);
  total.textContent = words;
  const q = page.getElementById("nw-q");
  if (document.activeElement?.id !== "nw-q") document.getElementById("nw-q").value = q.value;
  document.querySelectorAll("head link[rel=alternate]").forEach((link, n) => {
    const other = page.querySelectorAll("head link[rel=alternate]")[n];
    if (other) link.replaceWith(document.adoptNode(other));
  });
  if (focus) document.querySelector(focus)?.focus({ preventScroll: true });
  ready();
}

/** On a narrow screen, goes to the filters, which stay open while choices are made, and back to the results. */
function turn(hash, event) {
  if (!event.target.closest(".nw-narrow-only")) return;
  event.preventDefault();
  document.querySelector(".nw-layout").classList.toggle("nw-filtering", hash === "#nw-filters");
  const to = document.querySelector(hash === "#nw-filters" ? "#nw-h-filters" : "#nw-total");
  to.focus({ preventScroll: true });
  to.closest("section, .nw-results").scrollIntoView();
}

/** A selector that finds the same control on the next page. */
function handle(control) {
  return control.name ? `[name="${CSS.escape(control.name)}"][value="${CSS.escape(control.value)}"]` : null;
}

document.querySelector(".nw").addEventListener("change", (event) => {
  if (event.target.form === box && event.target.closest("#nw-filters")) {
    const text = event.target.type === "text";
    show(formUrl(), { focus: text ? `[name="${event.target.name}"]` : handle(event.target) });
  }
});
box.addEventListener("submit", (event) => {
  event.preventDefault();
  show(formUrl());
});
document.querySelector(".nw").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const here = new URL(link.href.baseVal ?? link.href, location.href);
  if (here.origin !== location.origin || here.pathname !== location.pathname) return;
  if (here.hash) return turn(here.hash, event);
  event.preventDefault();
  show(here.href, { focus: link.closest(".nw-pages") ? null : "#nw-total" });
  if (link.closest(".nw-pages")) document.getElementById("nw-results").scrollIntoView();
});
document.querySelector(".nw").addEventListener("newswire:go", (event) => { // a place on the map
  event.preventDefault();
  show(event.detail);
});
addEventListener("popstate", () => {
  if (location.href.split("#")[0] !== shown) show(location.href, { remember: false });
});

// Dragging over the timeline chooses a stretch of time

function brush(chart) {
  const svg = chart.querySelector("svg");
  const bars = [...svg.querySelectorAll("a")];
  const shade = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const edge = (bar, side) => {
    const { x, width } = bar.querySelector("rect");
    return x.baseVal.value + (side === "right" ? width.baseVal.value : 0);
  };
  let from = null;
  shade.setAttribute("class", "nw-brush");
  shade.setAttribute("height", "100%");
  /** Where the pointer is, in the chart's own units. */
  const at = ({ clientX }) => {
    const { left, width } = svg.getBoundingClientRect();
    return Math.max(0, Math.min(1, (clientX - left) / width)) * svg.viewBox.baseVal.width;
  };
  /** The bars between two places; empty periods have none. */
  const between = (one, other) => {
    const [left, right] = [one, other].sort((a, b) => a - b);
    return bars.filter((bar) => edge(bar, "right") > left && edge(bar, "left") < right);
  };
  svg.addEventListener("pointerdown", (event) => { if (!event.button) from = at(event); });
  svg.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const chosen = between(from, at(event));
    if (chosen.length < 2) return;
    shade.setAttribute("x", edge(chosen[0], "left"));
    shade.setAttribute("width", edge(chosen.at(-1), "right") - edge(chosen[0], "left"));
    svg.append(shade);
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const chosen = between(from, at(event));
    from = null;
    shade.remove();
    if (chosen.length < 2) return; // a click on one bar follows its link
    svg.addEventListener("click", (click) => { click.preventDefault(); click.stopPropagation(); }, { capture: true, once: true });
    document.querySelector("[name=from]").value = chosen[0].dataset.value;
    document.querySelector("[name=to]").value = chosen.at(-1).dataset.value;
    show(formUrl());
  });
}

function ready() {
  document.querySelectorAll("#nw-results .nw-chart").forEach(brush);
  maps(document.getElementById("nw-results"));
}
facets(document.querySelector(".nw"));
// What was chosen before this ran
if ([...box.elements].some((each) => each.type === "checkbox" && each.checked !== each.defaultChecked)) show(formUrl());
document.documentElement.classList.add("nw-live"); // choices apply at once: no button for it
document.querySelectorAll("#nw-results .nw-chart").forEach(brush);
