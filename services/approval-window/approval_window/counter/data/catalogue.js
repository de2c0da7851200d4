// What is an item called, and what does it ask for? Looked up once, for the catalogue changes with the day.
import { ask } from "./api.js";
import { button, h } from "./dom.js";
import { field, inputOf } from "./forms.js";
import { FORMS, MATERIALS, today, word } from "./words.js";

let names = null;

export async function nameOf(code) {
  names ??= ask("listItems").then((found) => Object.fromEntries(found.items.map((one) => [one.code, one.name])));
  return (await names)[code] ?? code;
}

/** Return what each material of a version of an item is called. */
export async function materialsOf(code, version) {
  const found = await ask("listVersions", { parts: { code } });
  return found.versions.find((one) => one.version === version)?.materials ?? [];
}

/**
 * The materials of an item to be ticked: here, or promised where it may follow. `states`: how they stand already.
 */
export function picker(materials, { states = {}, deferring = true } = {}) {
  const rows = materials.map((one) => row(one, states[one.code], deferring));
  const legend = h("legend", {}, "申请材料 Materials");
  const node = h("fieldset", { class: "materials field", "data-field": "materials" }, legend);
  node.append(...rows.map((one) => one.node));
  if (!rows.length) node.append(h("p", { class: "quiet" }, "该事项不需要提交材料。"));
  node.append(h("p", { class: "error" }));
  if (rows.length > 1) node.append(button("全部已交 All here", () => rows.forEach((one) => one.take())));
  const value = () => ({
    handed_in: rows.filter((one) => one.state() === "handed-in").map((one) => one.code),
    promised: rows.filter((one) => one.state() === "promised").map((one) => ({ code: one.code, until: one.until() })),
  });
  return { node, value };
}

function row(one, stands, deferring) {
  const options = { missing: stands ? `不变（${word(MATERIALS, stands)}）` : "未交", "handed-in": "已交" };
  if (deferring && one.deferrable) options.promised = "容缺后补";
  const about = [FORMS[one.form] ?? one.form, one.required ? "必交" : "可选", one.deferrable ? "可容缺" : ""];
  const picked = field("", one.name, { options, hint: about.filter(Boolean).join(" · ") });
  const until = field("", "承诺补交日期", { type: "date", min: today(), value: today() });
  until.hidden = true;
  until.classList.add("until");
  picked.dataset.field = `material:${one.code}`;
  until.dataset.field = `until:${one.code}`;
  inputOf(picked).dataset.material = one.code;
  inputOf(picked).addEventListener("change", () => (until.hidden = inputOf(picked).value !== "promised"));
  const node = h("div", { class: "material" }, picked, until);
  const take = () => {
    inputOf(picked).value = "handed-in";
    inputOf(picked).dispatchEvent(new Event("change"));
  };
  return { node, take, code: one.code, state: () => inputOf(picked).value, until: () => inputOf(until).value };
}
