// The article view: a pop-over for each name, and steps between the words searched for.

import { element } from "./dom.js";

const article = document.querySelector(".nw-article");

// Pop-overs show what the list beside the article says about a name

const pop = element("div", { class: "nw nw-pop", popover: "auto", id: "nw-pop", role: "dialog", "aria-labelledby": "nw-pop-name" });
document.querySelector(".nw").append(pop);
let opener = null;

function fill(link) {
  const item = document.getElementById(`nw-${link.dataset.entity}`);
  if (!item) return false;
  const shape = item.querySelector(".nw-shape").cloneNode();
  const name = element("p", { class: "nw-pop-name", id: "nw-pop-name" }, shape, item.querySelector(".nw-what").textContent);
  pop.replaceChildren(name, item.querySelector(".nw-facts").cloneNode(true));
  return true;
}

function place(link) {
  const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
  const width = pop.offsetWidth;
  const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8));
  const below = at.bottom + pop.offsetHeight + 8 < innerHeight || at.top < pop.offsetHeight + 8;
  pop.style.left = `${left + scrollX}px`;
  pop.style.top = `${(below ? at.bottom + 6 : at.top - pop.offsetHeight - 6) + scrollY}px`;
}

function same(key, on) {
  article.querySelectorAll(`[data-entity="${CSS.escape(key)}"]`).forEach((each) => each.classList.toggle("nw-same", on));
}

if ("showPopover" in pop) {
  article.addEventListener("click", (event) => {
    const link = event.target.closest("[data-entity]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !fill(link)) return;
    event.preventDefault();
    opener = link;
    pop.showPopover();
    place(link);
    same(link.dataset.entity, true);
    pop.querySelector("a")?.focus({ preventScroll: true });
  });
  pop.addEventListener("click", (event) => {
    if (event.target.closest(".nw-contexts a")) pop.hidePopover();
  });
  pop.addEventListener("toggle", (event) => {
    if (event.newState !== "closed" || !opener) return;
    same(opener.dataset.entity, false);
    if (pop.contains(document.activeElement) || document.activeElement === document.body) opener.focus({ preventScroll: true });
    opener = null;
  });
}

// Enter goes to the next word found, Shift+Enter to the one before

const hits = [...article.querySelectorAll("mark")].filter((mark) => !mark.closest(".nw-toggles"));
const bar = article.querySelector("[data-hits]");
let current = -1;

function step(by) {
  hits[current]?.classList.remove("nw-current");
  current = current < 0 ? (by > 0 ? 0 : hits.length - 1) : (current + by + hits.length) % hits.length;
  hits[current].classList.add("nw-current");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  hits[current].scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  bar.querySelector("output").textContent = `${current + 1} of ${hits.length}`;
}

if (bar && hits.length) {
  bar.hidden = false;
  bar.querySelector("output").textContent = `${hits.length}`;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) step(Number(button.dataset.step));
  });
  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest("a, button, input, select, textarea, summary, [popover]");
    if (event.key !== "Enter" || busy || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  });
}
