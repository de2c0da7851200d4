// How is something filled in and sent? Once: each form draws its key once, and what was typed stays until it is taken.
import { newKey } from "./api.js";
import { fill, freshId, h } from "./dom.js";

// Which field a refusal is about that names none by itself.
const ABOUT = {
  "applications.number-malformed": "applicant.number",
  "applications.not-authorised": "agent.authorisation",
  "applications.agent-is-applicant": "agent.number",
  "applications.item-unknown": "item",
  "applications.item-not-in-force": "item",
  "applications.power-not-in-force": "item",
  "applications.power-not-passed-on": "item",
  "applications.not-qualified": "item",
  "applications.region-outside": "region",
  "applications.material-unknown": "materials",
  "applications.material-not-deferrable": "materials",
  "applications.promise-in-the-past": "materials",
  "applications.materials-missing": "materials",
  "applications.organ-not-named": "organ",
  "applications.not-a-clerk": "to",
  "applications.ends-before-it-begins": "valid_to",
  "appeals.region-outside": "region",
  "appeals.category-malformed": "category.code",
  "malformed-code": "category.code",
};
// Asked, not refused: what to send besides where it is meant so.
const QUESTIONS = {
  "applications.repeat": { again: true, yes: "确认再次申请 Apply again" },
  "applications.name-differs": { name_checked: true, yes: "已核对证件，姓名无误 Checked" },
};

/** A labelled field; `path` is where its value goes in what is sent. */
export function field(path, label, props = {}) {
  const { hint, options, type = "text", check, ...more } = props;
  const id = freshId();
  const tag = options ? "select" : type === "area" ? "textarea" : "input";
  const input = h(tag, { id, name: path, "aria-describedby": `${id}-e`, ...(tag === "input" ? { type } : {}), ...more });
  if (options) input.append(...Object.entries(options).map(([value, text]) => h("option", { value }, text)));
  if (props.value !== undefined) input.value = props.value;
  const error = h("p", { class: "error", id: `${id}-e` });
  const need = props.required ? h("span", { class: "need", "aria-hidden": "true" }, "*") : null;
  const node = h("div", { class: "field", "data-field": path }, h("label", { for: id }, label, need), input);
  node.append(hint ? h("p", { class: "hint" }, hint) : "", error);
  input.addEventListener("input", () => mark(node, ""));
  if (check) input.addEventListener("change", () => mark(node, check(input.value)));
  return node;
}

export const inputOf = (node) => node.querySelector("input, select, textarea");

/** Show beside a field what is wrong with it; nothing: it is right. */
export function mark(node, text) {
  const place = node.querySelector(":scope > .error");
  fill(place, text);
  node.classList.toggle("wrong", Boolean(text));
  const input = inputOf(node);
  if (text) input?.setAttribute("aria-invalid", "true");
  else input?.removeAttribute("aria-invalid");
}

/** Return what the fields of a form say, nested as their paths are; what is empty is left out. */
export function valuesOf(form) {
  const found = {};
  for (const node of form.querySelectorAll("[data-field]")) {
    const input = inputOf(node);
    if (!input?.name || input.closest("[hidden]") || (input.type === "radio" && !input.checked)) continue;
    const value = input.type === "checkbox" ? input.checked : input.value.trim();
    if (value === "") continue;
    const way = input.name.split(".");
    const last = way.pop();
    let at = found;
    for (const step of way) at = at[step] ??= {};
    at[last] = value;
  }
  return found;
}

/** Show a refusal: above the form, and beside each field that it names. The first of them has the cursor then. */
function show(form, told, problem, guess) {
  const named = (problem.facts.errors ?? []).map((one) => [one.field.replace(/^body\./, ""), one.message]);
  const about = guess(problem) ?? ABOUT[problem.code];
  if (about) named.push([about, problem.message]);
  const missing = problem.facts.missing ?? problem.facts.materials ?? [];
  for (const code of missing) named.push([`material:${code}`, problem.message]);
  let first = null;
  for (const [path, text] of named) {
    const node = form.querySelector(`[data-field="${CSS.escape(path)}"]`) ?? nearest(form, path);
    if (!node) continue;
    mark(node, text);
    first ??= node;
  }
  const more = problem.facts.earlier ? `（编号 ${problem.facts.earlier}）` : "";
  fill(told, h("strong", {}, `${problem.message}${more}`), h("small", {}, problem.facts.detail ?? ""));
  told.hidden = false;
  (first && inputOf(first) ? inputOf(first) : told).focus();
}

function nearest(form, path) {
  const parts = path.split(".");
  while (parts.length > 1) {
    parts.pop();
    const node = form.querySelector(`[data-field="${CSS.escape(parts.join("."))}"]`);
    if (node) return node;
  }
  return null;
}

/**
 * A form that sends once. `send(key, answers)` asks the window and `done(answer)` goes on; where the window asks
 * something back, the question stands above the form with a button that says yes. `about(problem)` may say which field
 * a refusal is about.
 */
export function makeForm({ fields, submit, send, done, about = () => null, quiet = false }) {
  const key = newKey();
  const told = h("div", { class: "problem", role: "alert", tabindex: "-1", hidden: true });
  const go = h("button", { class: quiet ? "" : "main" }, submit);
  const form = h("form", { novalidate: true, class: "form" }, told, fields, h("div", { class: "actions" }, go));
  const answers = {};
  let sending = false;

  async function attempt() {
    if (sending || !whole(form)) return;
    sending = true;
    go.disabled = true;
    told.hidden = true;
    told.classList.remove("asked");
    form.querySelectorAll(".wrong").forEach((node) => mark(node, ""));
    try {
      await done(await send(key, answers));
    } catch (problem) {
      if (!problem.facts) throw problem;
      show(form, told, problem, about);
      question(problem);
    } finally {
      sending = false;
      go.disabled = false;
    }
  }

  function question(problem) {
    const asked = QUESTIONS[problem.code];
    if (!asked) return;
    const { yes, ...more } = asked;
    const agree = h("button", { type: "button", class: "main", "data-answer": Object.keys(more)[0] }, yes);
    agree.addEventListener("click", () => {
      Object.assign(answers, more);
      attempt();
    });
    told.append(agree);
    told.classList.add("asked");
    agree.focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt();
  });
  return form;
}

/** Tell whether everything is there that must be; mark what is not. */
function whole(form) {
  const empty = [...form.querySelectorAll("[required]")].filter((one) => !one.closest("[hidden]") && !one.value.trim());
  for (const one of empty) mark(one.closest(".field"), "必填项为空 Required");
  empty[0]?.focus();
  return !empty.length;
}
