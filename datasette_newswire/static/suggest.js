import { element } from "./dom.js";

// Suggestions: a list below the box, chosen by arrow keys or click (the combobox pattern of the ARIA guide)

export class Suggestions {
  constructor(input) {
    this.input = input;
    this.asked = 0;
    this.list = element("ul", { class: "nw-suggest", role: "listbox", id: `${input.id}-list`, "aria-label": "Suggestions" });
    this.list.hidden = true;
    input.after(this.list);
    const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [key, value] of Object.entries(combobox)) input.setAttribute(key, value);
    input.addEventListener("input", () => this.wait());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.show([]), 150));
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 150);
  }

  async ask() {
    const words = this.input.value.trim();
    const mine = ++this.asked; // an answer to an older question is thrown away
    if (words.length < 2) return this.show([]);
    try {
      const reply = await fetch(`${this.input.dataset.suggest}?q=${encodeURIComponent(words)}`);
      const found = reply.ok ? (await reply.json()).suggestions : [];
      if (mine === this.asked && document.activeElement === this.input) this.show(found);
    } catch {
      this.show([]);
    }
  }

  show(found) {
    this.chosen = -1;
    this.list.replaceChildren(...found.slice(0, 10).map((each, number) => this.option(each, number)));
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  option(each, number) {
    const shape = element("span", { class: `nw-shape nw-${each.kind}`, "aria-hidden": "true" });
    const count = each.count ? `${each.kind}, ${each.count.toLocaleString("en")}` : each.kind;
    const text = element("span", { class: "nw-what", dir: "auto" }, each.label);
    if (each.detail) text.append(" ", element("span", { class: "nw-quiet" }, each.detail));
    const option = element("li", { role: "option", id: `${this.list.id}-${number}` }, shape, text, element("span", { class: "nw-quiet" }, count));
    option.dataset.url = each.html_url;
    option.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      location.href = each.html_url;
    });
    return option;
  }

  key(event) {
    const options = [...this.list.children];
    if (event.key === "Escape" && options.length) {
      event.preventDefault();
      this.show([]);
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      location.href = options[this.chosen].dataset.url;
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.chosen = (this.chosen + step + options.length + (this.chosen < 0 && step < 0)) % options.length;
      options.forEach((option, number) => option.setAttribute("aria-selected", String(number === this.chosen)));
      this.input.setAttribute("aria-activedescendant", options[this.chosen].id);
    }
  }
}
