// How is an application received? Item, applicant, materials; the receipt comes back with a code that is told once.
import { ask } from "./api.js";
import { picker } from "./catalogue.js";
import { button, fill, h, head, panel, put } from "./dom.js";
import { field, inputOf, makeForm, mark, valuesOf } from "./forms.js";
import { wrongNumber } from "./numbers.js";
import { printButton } from "./papers.js";
import { me } from "./session.js";
import { KINDS, dayOf } from "./words.js";

// Kept while it is not received: who looks at something else meanwhile finds it as he left it.
let draft = null;

export async function view() {
  draft ??= await build();
  return draft;
}

async function build() {
  const node = h("div", {});
  const start = () => {
    draft = null;
    view().then((fresh) => node.replaceWith(fresh));
  };
  put(node, head("收件", "Receive an application"), form((taken) => fill(node, receipt(taken, start))));
  return node;
}

function form(done) {
  const region = field("region", "受理地点（区划代码）Region", {
    ...{ value: me().region, required: true, inputmode: "numeric", pattern: "[0-9]{9}([0-9]{3})?" },
    hint: "乡镇（街道）9 位，村（社区）12 位",
  });
  const materials = h("div", {});
  let picked = null;
  const item = itemField(region, async (code) => {
    picked = code ? picker((await ask("readItem", { parts: { code } })).materials) : null;
    fill(materials, picked?.node ?? h("p", { class: "quiet" }, "请先选择事项。Choose an item first."));
  });
  const node = makeForm({
    fields: [
      panel("一、事项 Item", h("div", { class: "two" }, item, region)),
      panel("二、申请人 Applicant", ...applicant()),
      panel("三、材料 Materials", materials),
      panel("四、备注 Note", field("note", "备注（可不填）Note", { type: "area", rows: 2 })),
    ],
    submit: "收件并出具回执 Receive",
    send: (key, answers) => {
      const body = { ...valuesOf(node), ...answers };
      if (picked) body.materials = picked.value();
      return ask("receive", { body: clean(body), key });
    },
    done,
    // The refusal does not say whose number it is: the agent's, where that is the one that cannot be right.
    about: (problem) => {
      const { is_agent: byAgent, agent } = valuesOf(node);
      const isAgents = byAgent && wrongNumber("person", agent?.number ?? "");
      return problem.code === "applications.number-malformed" && isAgents ? "agent.number" : null;
    },
  });
  return node;
}

function clean({ is_agent: byAgent, agent, ...body }) {
  return byAgent ? { ...body, agent } : body;
}

function itemField(region, chosen) {
  const node = field("item", "事项 Item", { required: true, options: { "": "— 请选择 —" } });
  const find = field("", "按名称查找 Find", { type: "search", placeholder: "输入名称或代码", autocomplete: "off" });
  find.removeAttribute("data-field");
  const list = inputOf(node);
  let offered = [];

  function draw() {
    const typed = inputOf(find).value.trim();
    const kept = list.value;
    const fit = offered.filter((one) => one.offered && `${one.name} ${one.code}`.includes(typed));
    list.replaceChildren(h("option", { value: "" }, `— 今日可收 ${fit.length} 项，请选择 —`));
    put(list, fit.map((one) => h("option", { value: one.code }, one.name)));
    list.value = fit.some((one) => one.code === kept) ? kept : "";
    if (list.value !== kept) list.dispatchEvent(new Event("change"));
  }

  async function load() {
    const where = inputOf(region).value.trim();
    if (!/^\d{9}(\d{3})?$/.test(where)) return;
    try {
      offered = (await ask("listOffered", { query: { region: where } })).items;
      draw();
    } catch (problem) {
      if (!problem.facts) throw problem;
      mark(region, problem.message);
    }
  }

  inputOf(find).addEventListener("input", draw);
  inputOf(region).addEventListener("change", load);
  list.addEventListener("change", () => chosen(list.value));
  load().then(() => chosen(""));
  return h("div", {}, find, node);
}

function applicant() {
  const kind = field("applicant.kind", "申请人类型 Kind", { options: KINDS });
  const number = field("applicant.number", "", { required: true, autocomplete: "off", maxlength: 32 });
  const name = field("applicant.name", "姓名（名称）Name", { required: true, autocomplete: "off", maxlength: 200 });
  const check = () => mark(number, wrongNumber(inputOf(kind).value, inputOf(number).value));
  const label = () => {
    const isPerson = inputOf(kind).value === "person";
    const need = h("span", { class: "need", "aria-hidden": "true" }, "*");
    fill(number.querySelector("label"), isPerson ? "身份证号码 Identity number" : "统一社会信用代码 Credit code", need);
    check();
  };
  inputOf(number).addEventListener("change", check);
  inputOf(kind).addEventListener("change", label);
  label();
  return [h("div", { class: "three" }, kind, name, number), ...agent()];
}

function agent() {
  const asked = field("is_agent", "由代理人办理 By an agent", { type: "checkbox" });
  asked.classList.add("tick");
  const number = field("agent.number", "代理人身份证号码 Number", { required: true, autocomplete: "off", maxlength: 32 });
  inputOf(number).addEventListener("change", () => mark(number, wrongNumber("person", inputOf(number).value)));
  const more = h(
    "div",
    { class: "three", hidden: true },
    field("agent.name", "代理人姓名 Agent", { required: true, autocomplete: "off", maxlength: 200 }),
    number,
    field("agent.authorisation", "授权委托书 Authorisation", { hint: "文书名称或者编号" }),
  );
  inputOf(asked).addEventListener("change", () => (more.hidden = !inputOf(asked).checked));
  return [asked, more];
}

function receipt(taken, start) {
  const open = h("a", { class: "button", href: `#/applications/${taken.id}` }, "打开办件 Open");
  draft = null;
  return [
    head("已收件", "Received"),
    h(
      "section",
      { class: "panel receipt", "data-receipt": taken.number },
      h("p", { class: "quiet" }, "办件编号 Number"),
      h("p", { class: "big" }, taken.number),
      h("p", { class: "quiet" }, "查询码 Code（只显示一次，请交申请人 shown once）"),
      h("p", { class: "big code" }, taken.receipt_code),
      h("p", {}, `最迟于 ${dayOf(taken.notice_due_at)} 一次告知需要补正的全部内容；逾期不告知的，自收件之日起即为受理。`),
      h("div", { class: "actions" }, printButton(taken.id, taken.number, "打印收件回执 Print"), open),
    ),
    button("再收一件 Another", start, { class: "noprint" }),
  ];
}
