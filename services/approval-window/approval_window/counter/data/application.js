// How does an application stand? Its terms, materials, papers and history, and the steps that come next.
import { ask } from "./api.js";
import { materialsOf, nameOf } from "./catalogue.js";
import { button, facts, fill, h, head, panel, say, table } from "./dom.js";
import { filesOf } from "./files.js";
import { printButton } from "./papers.js";
import { decides } from "./session.js";
import { possible, stepForm } from "./steps.js";
import { badge } from "./worklist.js";
import { ACTIONS, FORMS, KINDS, MATERIALS, STATES, dayOf, momentOf, word } from "./words.js";

export async function view(id) {
  let shown = await read(id);
  const materials = await materialsOf(shown.item, shown.item_version);
  const title = await nameOf(shown.item);
  const opened = new Map();
  const node = h("div", {});
  const paperPlace = h("div", {});

  async function papers() {
    const found = await ask("listPapers", { parts: { application_id: id } });
    fill(paperPlace, paperTable(id, found.items));
  }

  async function again() {
    shown = await read(id);
    draw();
    await papers();
  }

  // A step that was begun stays as it was typed, whatever else has changed meanwhile.
  function steps() {
    const names = possible(shown.state, decides());
    for (const name of names) {
      if (!opened.has(name)) opened.set(name, stepForm(name, () => shown, materials, () => taken(name)));
    }
    const forms = names.map((name) => opened.get(name));
    return forms.length ? forms : h("p", { class: "quiet" }, "本窗口没有可办理的步骤。Nothing to do here.");
  }

  async function taken(name) {
    opened.clear();
    await again();
    say(`${title}：已办理`);
    node.querySelector(`[data-step="${name}"] summary`)?.focus();
  }

  function draw() {
    fill(
      node,
      head(title, shown.number, badge(shown.state), button("重新读取 Reload", again, { class: "noprint" })),
      h("div", { class: "split" }, [
        h("div", {}, summary(shown), panel("材料 Materials", materialTable(materials, () => shown, again)), panel("文书 Papers", paperPlace)),
        h("div", {}, h("section", { class: "panel noprint" }, h("h2", {}, "下一步 Next"), steps()), sealed(id), history(shown)),
      ]),
    );
  }

  draw();
  await papers();
  return node;
}

const read = (id) => ask("readApplication", { parts: { application_id: id } });

function summary(shown) {
  const noted = shown.provisional ? "（含未公布的节假日，暂定）" : "";
  return panel(
    "期限 Terms",
    facts(
      ["收件 Received", momentOf(shown.received_at)],
      shown.state === "received" && ["最迟告知 Notice due", dayOf(shown.notice_due_at) + noted],
      shown.accepted_at && ["受理 Accepted", momentOf(shown.accepted_at) + (shown.by_silence ? "（逾期未告知，视为受理）" : "")],
      shown.promise_due_at && ["承诺办结 Promised", `${dayOf(shown.promise_due_at)}（${shown.promised_days} 个工作日）`],
      shown.decision_due_at && ["法定期限 By law", `${dayOf(shown.decision_due_at)}（${shown.legal_days} 个工作日）${noted}`],
      shown.paused_at && ["暂停计时 Paused", momentOf(shown.paused_at)],
      shown.decided_at && ["决定 Decided", momentOf(shown.decided_at)],
      shown.delivery_due_at && ["最迟送达 Delivery due", dayOf(shown.delivery_due_at)],
      shown.delivered_at && ["送达 Delivered", momentOf(shown.delivered_at)],
      ["申请人类型 Applicant", word(KINDS, shown.applicant_kind)],
      ["收件 / 经办 Clerk", `${shown.clerk_id} / ${shown.holder_id}`],
      ["区划 Region", shown.region],
    ),
  );
}

const OPEN = ["received", "correcting", "accepted", "paused"];

function materialTable(materials, current, again) {
  const states = current().materials;
  const files = (one) => (OPEN.includes(current().state) || current().files.some((file) => file.material === one.code) ? filesOf(one, current, again) : "—");
  const row = (one) => [
    one.name,
    FORMS[one.form] ?? one.form,
    h("span", { class: `badge ${states[one.code] ?? (one.required ? "missing" : "optional")}` }, word(MATERIALS, states[one.code] ?? "missing")),
    files(one),
  ];
  return table(["材料 Material", "形式 Form", "状态 State", "文件 Files"], materials.map(row), "该事项不需要提交材料。");
}

function paperTable(id, items) {
  const row = (one) => {
    const times = h("span", {});
    const count = (prints) => fill(times, prints ? `已打印 ${prints} 次` : "未打印");
    let prints = one.prints;
    count(prints);
    const go = printButton(id, one.number, "打印 Print", () => count((prints += 1)));
    return [one.title, one.number, times, go];
  };
  return table(["文书 Paper", "编号 Number", "打印 Prints", ""], items.map(row), "还没有文书。");
}

/** Who applied and what was written are sealed: who looks says what for, and the look is kept. */
function sealed(id) {
  const purpose = h("input", { id: "purpose", value: "窗口办理", maxlength: 100 });
  const place = h("div", { class: "sealed" });
  const look = (name, draw) =>
    button(name === "readApplicant" ? "查看申请人 Applicant" : "查看说明文字 Words", async () => {
      try {
        fill(place, draw(await ask(name, { parts: { application_id: id }, query: { purpose: purpose.value.trim() } })));
      } catch (problem) {
        if (!problem.facts) throw problem;
        fill(place, h("p", { class: "problem" }, problem.message));
      }
    });
  const person = (one) =>
    facts(["姓名（名称）", h("span", { "data-applicant": "" }, one.name)], ["证件号码", one.number], one.note && ["备注", one.note], one.agent && ["代理人", one.agent.name]);
  const words = (found) =>
    table(["步骤", "内容"], found.items.map((one) => [word(ACTIONS, one.action), one.words]), "没有说明文字。");
  return h(
    "section",
    { class: "panel noprint" },
    h("h2", {}, "申请人与说明 Applicant"),
    h("div", { class: "field" }, h("label", { for: "purpose" }, "查看目的（将留痕）Purpose"), purpose),
    h("div", { class: "actions" }, look("readApplicant", person), look("readWords", words)),
    place,
  );
}

function history(shown) {
  const step = (one) =>
    h(
      "li",
      {},
      h("b", {}, word(ACTIONS, one.action)),
      h("span", {}, `${momentOf(one.at)} · ${one.by}`),
      one.from_state !== one.to_state ? h("span", { class: "quiet" }, `→ ${word(STATES, one.to_state)}`) : null,
      one.facts.missing?.length ? h("span", { class: "quiet" }, `需补正 ${one.facts.missing.length} 项`) : null,
    );
  return panel("办理过程 History", h("ol", { class: "history" }, [...shown.history].reverse().map(step)));
}
