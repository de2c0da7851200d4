// What waits at the counter? What is due first stands first, with its light; and every application of the region.
import { ask } from "./api.js";
import { nameOf } from "./catalogue.js";
import { h, head, panel, table } from "./dom.js";
import { pages } from "./lists.js";
import { me } from "./session.js";
import { LIGHTS, STATES, dayOf, momentOf, word } from "./words.js";

export const light = (code) => h("span", { class: `light ${code}` }, word(LIGHTS, code));
export const badge = (code, words = STATES) => h("span", { class: `badge ${code}` }, word(words, code));

const link = (one) => h("a", { href: `#/applications/${one.id}` }, one.number);

async function named(items, of = (one) => one) {
  const names = await Promise.all(items.map((one) => nameOf(of(one).item)));
  return items.map((one, at) => [one, names[at]]);
}

export async function view() {
  let mine = false;
  const list = pages(
    async (page) => {
      const found = await ask("worklist", { query: { ...page, mine } });
      return { ...found, items: await named(found.items, (one) => one.application) };
    },
    (items) =>
      table(
        ["", "办件编号 Number", "事项 Item", "状态 State", "到期 Due", "经办 Holder"],
        items.map(([one, name]) => [
          light(one.light),
          link(one.application),
          name,
          badge(one.application.state),
          [dayOf(one.due_at), one.due_at && one.application.provisional ? h("small", {}, "（暂定）") : null],
          one.application.holder_id === me().person ? "我" : one.application.holder_id,
        ]),
        "没有待办的办件。Nothing waits.",
      ),
  );
  const only = h("input", { type: "checkbox", id: "mine" });
  only.addEventListener("change", () => {
    mine = only.checked;
    list.first();
  });
  const choice = h("label", { class: "tick", for: "mine" }, only, "只看我经办的 Mine");
  await list.first();
  return h("div", {}, head("待办清单", "Worklist", choice), panel("", list.node));
}

export async function all() {
  const state = h("select", { "aria-label": "状态 State" }, h("option", { value: "" }, "全部状态 All"));
  state.append(...Object.entries(STATES).map(([value, text]) => h("option", { value }, text)));
  const list = pages(
    async (page) => {
      const found = await ask("listApplications", { query: { ...page, state: state.value } });
      return { ...found, items: await named(found.items) };
    },
    (items) =>
      table(
        ["办件编号 Number", "事项 Item", "状态 State", "收件 Received", "收件人 Clerk"],
        items.map(([one, name]) => [link(one), name, badge(one.state), momentOf(one.received_at), one.clerk_id]),
        "没有办件。No applications.",
      ),
  );
  state.addEventListener("change", () => list.first());
  await list.first();
  return h("div", {}, head("全部办件", "Applications", state), panel("", list.node));
}
