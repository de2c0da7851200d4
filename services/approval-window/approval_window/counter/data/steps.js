// Which steps of an application are taken at the counter, from which state, and what is written down for each?
import { ask } from "./api.js";
import { picker } from "./catalogue.js";
import { h } from "./dom.js";
import { field, inputOf, makeForm, valuesOf } from "./forms.js";
import { GROUNDS, WAYS, today } from "./words.js";

const OPEN = ["received", "correcting", "accepted", "paused"];
const reason = (path, text, required = true) => field(path, text, { type: "area", rows: 2, required });
// What was heard is decided by its record (art. 48).
const heard = (shown) => (shown.hearing?.held_on ? reason("on_record", "根据听证笔录 By the record") : null);

// `from`: the states that it leads on from; `head`: it is for who decides. `fields(shown, materials)`: what is asked.
const STEPS = {
  accept: { text: "受理 Accept", from: ["received", "correcting"], first: true, help: "材料齐全、符合法定形式的，出具受理通知书（行政许可法第三十二条第一款第五项）。" },
  notify: {
    text: "一次告知补正 Notify",
    from: ["received"],
    help: "未交的必交材料自动列入告知书；已交但不符合法定形式的，请勾选（第三十二条第一款第四项：一次告知全部内容）。",
    fields: (shown, materials) => [defects(shown, materials), reason("words", "补正说明 Words", false)],
  },
  correct: {
    text: "当场更正 Correct",
    from: ["received"],
    help: "可以当场更正的错误，允许申请人当场更正（第三十二条第一款第三项）。",
    fields: (shown, materials) => [reason("what", "更正内容 What"), taking(shown, materials, false)],
  },
  handIn: {
    text: "补交材料 Hand in",
    from: ["received", "correcting", "accepted"],
    fields: (shown, materials) => [taking(shown, materials, true)],
    flat: true,
  },
  reject: {
    text: "不予受理 Reject",
    from: ["received"],
    help: "依法不需要许可，或者不属于本机关职权的（第三十二条第一款第一、二项）；后者须写明应向哪个机关申请。",
    fields: () => [
      h("div", { class: "two" }, field("ground", "理由 Ground", { options: GROUNDS }), field("organ", "应向哪个机关申请 Organ")),
      reason("reason", "说明 Reason"),
    ],
  },
  grant: { text: "准予许可 Grant", from: ["accepted"], head: true, fields: (shown) => [field("valid_to", "有效期至（长期不填）Valid to", { type: "date" }), heard(shown)] },
  refuse: { text: "不予许可 Refuse", from: ["accepted"], head: true, fields: (shown) => [reason("reasons", "理由 Reasons"), heard(shown)] },
  complete: { text: "办结服务事项 Complete", from: ["accepted"], head: true, fields: (shown) => [reason("result", "结果 Result", false), heard(shown)] },
  deliver: {
    text: "送达 Deliver",
    from: ["granted", "refused"],
    first: true,
    fields: () => [h("div", { class: "two" }, field("way", "方式 Way", { options: WAYS }), field("to", "收件人 To", { required: true }))],
  },
  handTo: {
    text: "转交其他窗口人员 Hand to",
    from: [...OPEN, "granted", "refused"],
    fields: () => [field("to", "人员编号 Person", { required: true }), reason("reason", "原因 Reason", false)],
  },
  withdraw: { text: "申请人撤回 Withdraw", from: OPEN, fields: () => [reason("reason", "原因 Reason", false)] },
  archive: { text: "归档 Archive", from: ["delivered", "rejected", "withdrawn", "terminated"], first: true },
};

function taking(shown, materials, deferring) {
  const picked = picker(materials, { states: shown.materials, deferring });
  picked.node.taken = picked.value;
  return picked.node;
}

function defects(shown, materials) {
  const here = materials.filter((one) => shown.materials[one.code] === "handed-in");
  const missing = materials.filter((one) => one.required && !shown.materials[one.code]).map((one) => one.name);
  const node = h("fieldset", { class: "field", "data-field": "defects" }, h("legend", {}, "不符合法定形式的 Not in form"));
  for (const one of here) {
    const box = h("input", { type: "checkbox", value: one.code });
    node.append(h("label", { class: "tick" }, box, one.name));
  }
  node.append(h("p", { class: "hint" }, `缺少的材料：${missing.join("、") || "无"}`), h("p", { class: "error" }));
  node.picked = () => [...node.querySelectorAll("input:checked")].map((box) => box.value);
  return node;
}

/** Return the steps that are possible now, those that come next first, for who decides also his. */
export function possible(state, decides) {
  const found = Object.keys(STEPS).filter((name) => STEPS[name].from.includes(state) && (decides || !STEPS[name].head));
  return found.sort((a, b) => Number(Boolean(STEPS[b].first)) - Number(Boolean(STEPS[a].first)));
}

/** Return a step to be opened and taken; `current()` is the application as it was read last. */
export function stepForm(name, current, materials, done) {
  const step = STEPS[name];
  const fields = step.fields?.(current(), materials) ?? [];
  const form = makeForm({
    fields: [step.help ? h("p", { class: "hint" }, step.help) : null, fields],
    submit: step.text,
    quiet: !step.first,
    send(key) {
      const body = { version: current().version, ...valuesOf(form) };
      const taken = form.querySelector("fieldset.materials")?.taken?.();
      const noted = form.querySelector('[data-field="defects"]')?.picked?.();
      if (noted) body.defects = noted;
      if (taken) Object.assign(body, step.flat ? taken : { materials: taken });
      return ask(name, { parts: { application_id: current().id }, body, key });
    },
    done,
  });
  const day = form.querySelector('input[type="date"]');
  if (day) day.min = today();
  const ground = form.querySelector('[data-field="ground"]');
  if (ground) inputOf(ground).value = "not-ours";
  const node = h("details", { class: "step", open: Boolean(step.first), "data-step": name }, h("summary", {}, step.text), form);
  return node;
}
