// A facet in full beside the search: its value search, letters and pages, each choice applied at once.

import { element } from "./dom.js";

const done = element("button", { type: "button", class: "nw-main-button" }, "Done");
const dialog = element("dialog", { class: "nw-full", "aria-labelledby": "nw-full-name" });
let [asked, timer] = [0, 0];

document.querySelector(".nw").append(dialog);
done.addEventListener("click", () => dialog.close());

/** The URL that a form of the dialog leads to. */
function target(form) {
  const url = new URL(form.action);
  url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  return url.href;
}

/** Shows the facet at a URL; `focus` selects what has the focus then. On any trouble the browser goes there instead. */
async function open(url, focus = "input[type=search]") {
  const mine = ++asked;
  try {
    const reply = await fetch(url);
    const main = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("nw-main");
    if (mine !== asked) return; // a later question has been asked
    fill(document.adoptNode(main), url);
    if (!dialog.open) dialog.showModal();
    dialog.querySelector(focus)?.focus();
  } catch {
    location.href = url;
  }
}

function fill(main, url) {
  const [typed, fresh] = [dialog, main].map((each) => each.querySelector("input[type=search]"));
  if (typed && typed === document.activeElement) fresh.replaceWith(typed); // what is being typed stays
  const [status, now] = [dialog, main].map((each) => each.querySelector("[role=status]"));
  if (status) { // the same element, so that the number found is announced
    status.textContent = now.textContent;
    now.replaceWith(status);
  }
  main.querySelector("h1").id = "nw-full-name";
  dialog.dataset.url = url;
  dialog.replaceChildren(...main.children, done);
}

function go(url) {
  dialog.dispatchEvent(new CustomEvent("newswire:go", { bubbles: true, cancelable: true, detail: url }));
}

dialog.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (new URL(link.href).pathname === new URL(dialog.dataset.url).pathname) return open(link.href, "h1");
  dialog.close();
  go(link.href);
});
dialog.addEventListener("submit", (event) => {
  event.preventDefault();
  open(target(event.target));
});
dialog.addEventListener("input", ({ target: input }) => {
  clearTimeout(timer);
  if (input.type === "search") timer = setTimeout(() => open(target(input.form)), 200);
});
dialog.addEventListener("change", ({ target: box }) => {
  if (box.type !== "checkbox") return;
  const search = target(box.form);
  const url = new URL(dialog.dataset.url);
  const own = [...url.searchParams].filter(([name]) => name.startsWith("facet_"));
  url.search = new URLSearchParams([...new URL(search).searchParams, ...own]);
  go(search);
  open(url.href, `[type=checkbox][name="${CSS.escape(box.name)}"][value="${CSS.escape(box.value)}"]`);
});

/** Opens the facets that links lead to in the dialog. */
export function facets(part) {
  part.addEventListener("click", (event) => {
    const link = event.target.closest(".nw-more, .nw-listed a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.href);
  });
}
