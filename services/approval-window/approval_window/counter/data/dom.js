// How is something put on the page? As elements and text alone: nothing that somebody wrote is ever read as markup.

/** Return an element; `props` are attributes, `on` its listeners, children are nodes or text. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [event, heard] of Object.entries(value)) node.addEventListener(event, heard);
    } else if (["value", "checked", "disabled", "hidden", "open", "selected"].includes(name)) {
      node[name] = value;
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  put(node, ...children);
  return node;
}

/** Add children to a node: nodes as they are, everything else as text. */
export function put(node, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Put children in the place of all that a node has. */
export function fill(node, ...children) {
  node.replaceChildren();
  put(node, ...children);
  return node;
}

let named = 0;

/** Return an id that no other element of the page has. */
export function freshId() {
  named += 1;
  return `n${named}`;
}

/** Tell something in passing, also to who cannot see it. */
export function say(text) {
  const place = document.getElementById("said");
  fill(place, text);
  place.classList.add("shown");
  setTimeout(() => place.classList.remove("shown"), 4000);
}

/** A button; while what it does is under way it does nothing more. */
export function button(text, act, props = {}) {
  const node = h("button", { type: "button", ...props }, text);
  node.addEventListener("click", async () => {
    if (node.disabled) return;
    node.disabled = true;
    try {
      await act(node);
    } finally {
      node.disabled = false;
    }
  });
  return node;
}

export const head = (zh, en, ...more) => h("div", { class: "head" }, h("h1", {}, zh, h("small", {}, en)), more);

export const panel = (title, ...children) =>
  h("section", { class: "panel" }, title ? h("h2", {}, title) : null, children);

/** Names and values, one under the other. */
export const facts = (...rows) =>
  h("dl", { class: "facts" }, rows.filter(Boolean).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value ?? "—")]));

export function table(names, rows, empty) {
  if (!rows.length) return h("p", { class: "quiet empty" }, empty);
  const first = h("tr", {}, names.map((name) => h("th", { scope: "col" }, name)));
  const line = (cells) => h("tr", {}, cells.map((cell) => h("td", {}, cell)));
  return h("div", { class: "wide" }, h("table", {}, h("thead", {}, first), h("tbody", {}, rows.map(line))));
}
