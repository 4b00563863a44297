// What every page gains where JavaScript runs: suggestions while typing, maps, copying. No page needs it.

import { maps } from "./map.js";
import { Suggestions } from "./suggest.js";

const root = document.querySelector(".nw");
document.documentElement.lang ||= "en"; // Datasette 0.65 does not say its language

// Datasette 0.65 closes every <details> of a page at any click outside it; that is meant for its menus alone.
root.addEventListener("click", (event) => {
  event.stopPropagation();
  document.querySelectorAll("header details[open]").forEach((menu) => menu.removeAttribute("open"));
});

// Copying

root.querySelectorAll("[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(root.querySelector(button.dataset.copy).textContent.trim());
    button.textContent = "Copied";
  });
});

root.querySelectorAll("input[data-suggest]").forEach((input) => new Suggestions(input));
if (matchMedia("(max-width: 60rem)").matches) root.querySelector(".nw-where")?.removeAttribute("open");
maps(root);
if (document.querySelector(".nw-article")) import("./article.js");
if (document.getElementById("nw-results")) import("./search.js");
