// What did citizens bring to the counter, how does each of it stand, and what are they told?
import { ask } from "./api.js";
import { button, facts, fill, h, head, panel, say, table } from "./dom.js";
import { field, makeForm, valuesOf } from "./forms.js";
import { pages } from "./lists.js";
import { me } from "./session.js";
import { badge } from "./worklist.js";
import { APPEAL_ACTIONS, APPEAL_STATES, CASE_STATES, CONTACTS, TOLD_HOW, URGENCIES, WHOSE, momentOf, word } from "./words.js";

export async function list() {
  const state = h("select", { "aria-label": "状态 State" }, h("option", { value: "" }, "全部状态 All"));
  state.append(...Object.entries(APPEAL_STATES).map(([value, text]) => h("option", { value }, text)));
  const found = pages(
    (page) => ask("listAppeals", { query: { ...page, state: state.value } }),
    (items) =>
      table(
        ["诉求编号 Number", "状态 State", "类别 Category", "登记 Filed", "案件 Case"],
        items.map((one) => [
          h("a", { href: `#/appeals/${one.id}` }, one.number),
          badge(one.state, APPEAL_STATES),
          one.category_name ?? one.category.code,
          momentOf(one.filed_at),
          one.case_state ? `${one.case_number} ${word(CASE_STATES, one.case_state)}` : "—",
        ]),
        "没有诉求。No appeals.",
      ),
  );
  state.addEventListener("change", () => found.first());
  await found.first();
  const fresh = h("a", { class: "button main", href: "#/appeals/new" }, "登记诉求 New");
  return h("div", {}, head("诉求", "Appeals", state, fresh), panel("", found.node));
}

let draft = null;

// Whose codes the duty lists name: with them the citizen hears at once whose matter it is.
const OWN = "onefour";

export async function fresh() {
  if (!draft) {
    const { categories } = await ask("listCategories");
    const own = categories.filter((one) => one.scheme === OWN);
    draft = build(Object.fromEntries(own.map((one) => [one.code, `${one.name}（${one.code}）`])));
  }
  return draft;
}

function build(categories) {
  const node = h("div", {});
  const form = makeForm({
    fields: [
      panel("一、诉求 What", [
        field("text", "内容 What he says", { type: "area", rows: 5, required: true, maxlength: 4000 }),
        h("div", { class: "three" }, [
          field("category.code", "类别 Category", { required: true, options: { "": "— 请选择 —", ...categories } }),
          field("category.scheme", "类别体系 Scheme", { options: { onefour: "事项目录 onefour" } }),
          field("urgency", "紧急程度 Urgency", { options: { "": "— 未定 —", ...URGENCIES } }),
        ]),
        h("div", { class: "two" }, [
          field("region", "地点（区划代码）Region", { value: me().region, required: true, inputmode: "numeric" }),
          field("place", "具体位置 Place", { hint: "群众的说法，例如“幸福小区 3 幢楼下”" }),
        ]),
      ]),
      panel("二、诉求人 Who", h("div", { class: "two" }, [
        field("appellant.name", "姓名 Name", { required: true, autocomplete: "off" }),
        field("appellant.phone", "电话 Phone", { inputmode: "tel", autocomplete: "off" }),
      ])),
    ],
    submit: "登记并出具回执 File",
    send: (key) => ask("fileAppeal", { body: valuesOf(form), key }),
    done: (taken) => {
      draft = null;
      fill(node, receipt(taken));
    },
  });
  fill(node, head("登记诉求", "File an appeal"), form);
  return node;
}

function receipt(taken) {
  return [
    head("已登记", "Filed"),
    h(
      "section",
      { class: "panel receipt", "data-receipt": taken.number },
      h("p", { class: "quiet" }, "诉求编号 Number"),
      h("p", { class: "big" }, taken.number),
      h("p", { class: "quiet" }, "查询码 Code（只显示一次，请交诉求人 shown once）"),
      h("p", { class: "big code" }, taken.receipt_code),
      taken.whose ? h("p", {}, word(WHOSE, taken.whose)) : null,
      h("div", { class: "actions noprint" }, button("打印本页 Print", () => window.print()), h("a", { class: "button", href: `#/appeals/${taken.id}` }, "打开 Open")),
    ),
  ];
}

export async function view(id) {
  const node = h("div", {});
  async function again() {
    const shown = await ask("readAppeal", { parts: { appeal_id: id } });
    fill(
      node,
      head("诉求", shown.number, badge(shown.state, APPEAL_STATES), button("重新读取 Reload", again)),
      h("div", { class: "split" }, [
        h("div", {}, progress(shown), telling(shown, again)),
        h("div", {}, contents(id), steps(shown)),
      ]),
    );
  }
  await again();
  return node;
}

function progress(shown) {
  return panel(
    "进展 Progress",
    facts(
      ["类别 Category", shown.category_name ?? `${shown.category.scheme} ${shown.category.code}`],
      shown.urgency && ["紧急程度 Urgency", word(URGENCIES, shown.urgency)],
      ["登记 Filed", `${momentOf(shown.filed_at)} · ${shown.clerk_id}`],
      ["案件 Case", shown.case_number ? `${shown.case_number}（${word(CASE_STATES, shown.case_state)}）` : "指挥中心尚未立案"],
      shown.contact && ["联系群众 Contact", contact(shown.contact)],
      ["答复 Answer", shown.answer ?? "尚无结果"],
      shown.answered_at && ["答复时间 Answered", momentOf(shown.answered_at)],
      shown.told_at && ["告知时间 Told", momentOf(shown.told_at)],
    ),
  );
}

const contact = (one) => `${momentOf(one.at)} · ${one.unit_name ?? one.unit ?? "指挥中心"}：${one.said}`;

function telling(shown, again) {
  if (shown.state !== "answered") return null;
  const form = makeForm({
    fields: [h("p", {}, shown.answer), field("how", "告知方式 How", { options: TOLD_HOW })],
    submit: "已告知群众 Told",
    send: (key) => {
      const body = { version: shown.version, ...valuesOf(form) };
      return ask("tellAnswer", { parts: { appeal_id: shown.id }, body, key });
    },
    done: () => {
      say("已记录告知");
      return again();
    },
  });
  return panel("告知群众 Tell him", form);
}

function contents(id) {
  const purpose = h("input", { id: "purpose", value: "回复群众", maxlength: 100 });
  const place = h("div", { class: "sealed" });
  const look = button("查看内容与联系方式 Read", async () => {
    try {
      const found = await ask("readContents", { parts: { appeal_id: id }, query: { purpose: purpose.value.trim() } });
      const { text, place: where, appellant } = found;
      fill(place, facts(["内容", text], ["位置", where], ["姓名", appellant.name], ["电话", appellant.phone]));
    } catch (problem) {
      if (!problem.facts) throw problem;
      fill(place, h("p", { class: "problem" }, problem.message));
    }
  });
  const asked = h("div", { class: "field" }, h("label", { for: "purpose" }, "查看目的（将留痕）Purpose"), purpose);
  return h("section", { class: "panel noprint" }, h("h2", {}, "内容 Contents"), asked, look, place);
}

function steps(shown) {
  const step = (one) =>
    h(
      "li",
      {},
      h("b", {}, word(APPEAL_ACTIONS, one.action)),
      h("span", {}, `${momentOf(one.at)} · ${one.by}`),
      one.facts.contact ? h("span", { class: "quiet" }, word(CONTACTS, one.facts.contact.outcome)) : null,
      one.facts.case_state ? h("span", { class: "quiet" }, word(CASE_STATES, one.facts.case_state)) : null,
    );
  return panel("办理过程 History", h("ol", { class: "history" }, [...shown.history].reverse().map(step)));
}
