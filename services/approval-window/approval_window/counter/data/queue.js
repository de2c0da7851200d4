// Who waits in the hall, and whom does this counter serve? One at a time: called, then served, skipped or sent on.
import { ask } from "./api.js";
import { button, fill, h, head, panel, say, table } from "./dom.js";
import { pages } from "./lists.js";
import { me } from "./session.js";
import { LINES, timeOf, word } from "./words.js";

const KEPT = "onefour.counter";
const AGAIN_MS = 10_000;
const OPENS = { licence: "#/receive", certificate: "#/receive", service: "#/receive", appeal: "#/appeals/new" };

const settings = () => JSON.parse(sessionStorage.getItem(KEPT) ?? '{"counter": "1号窗口", "lines": ["licence"]}');
const keep = (changed) => sessionStorage.setItem(KEPT, JSON.stringify({ ...settings(), ...changed }));

export async function view() {
  const region = me().region;
  const now = h("div", {});
  const counts = h("div", { class: "counts" });
  const list = pages(
    async (page) => {
      const found = await ask("listTickets", { query: { region, ...page } });
      drawCounts(counts, found.waiting);
      return found;
    },
    (items) =>
      table(
        ["号码 Number", "队列 Line", "取号 Taken", "已叫 Calls"],
        items.map((one) => [h("strong", {}, one.number), word(LINES, one.line), timeOf(one.taken_at), one.calls]),
        "当前没有等候的群众。Nobody waits.",
      ),
  );

  let drawn = "";

  async function refresh() {
    const mine = await ask("listTickets", { query: { region, state: "called", mine: true, limit: 1 } });
    const held = mine.items[0];
    const changed = held ? `${held.id} ${held.calls}` : "free";
    // What somebody is just setting is not drawn anew under his hands.
    if (changed !== drawn) fill(now, held ? serving(held, act) : calling(region, act));
    drawn = changed;
    await list.again();
  }

  async function act(name, options, told) {
    try {
      const answer = await ask(name, options);
      say(told(answer));
    } catch (problem) {
      if (!problem.facts) throw problem;
      say(problem.message + (problem.facts.ticket ? `（${problem.facts.ticket}）` : ""));
    }
    await refresh();
  }

  const node = h("div", {}, head("排队叫号", "Queue"), h("div", { class: "split" }, [
    h("div", {}, now, desk(region, act)),
    panel("等候 Waiting", counts, list.node),
  ]));
  await refresh();
  watch(node, refresh);
  return node;
}

/** Look again every few seconds, while somebody sees it and nobody types. */
function watch(node, refresh) {
  const timer = setInterval(() => {
    if (!node.isConnected) return clearInterval(timer);
    if (!document.hidden && !node.contains(document.activeElement)) refresh().catch(() => {});
    return undefined;
  }, AGAIN_MS);
}

function drawCounts(node, waiting) {
  const one = ([line, name]) => h("div", { class: "count" }, h("b", {}, waiting[line] ?? 0), h("span", {}, name));
  fill(node, Object.entries(LINES).map(one));
}

function calling(region, act) {
  const kept = settings();
  const name = h("input", { id: "counter", value: kept.counter, maxlength: 40 });
  const boxes = Object.entries(LINES).map(([line, text]) => {
    const box = h("input", { type: "checkbox", id: `line-${line}`, checked: kept.lines.includes(line), value: line });
    return h("label", { class: "tick", for: `line-${line}` }, box, text);
  });
  const call = button("呼叫下一位 Call next", () => {
    const lines = boxes.map((one) => one.querySelector("input")).filter((one) => one.checked).map((one) => one.value);
    keep({ counter: name.value.trim(), lines });
    if (!lines.length) return say("请至少选择一个队列");
    const body = { region, lines, counter: name.value.trim() };
    return act("callNext", { body }, (ticket) => `请 ${ticket.number} 号到 ${ticket.counter}`);
  }, { class: "main large" });
  return panel(
    "当前窗口空闲 Free",
    h("div", { class: "field" }, h("label", { for: "counter" }, "窗口名称 Counter"), name),
    h("fieldset", { class: "lines" }, h("legend", {}, "受理的队列 Lines"), boxes),
    call,
  );
}

function serving(ticket, act) {
  const parts = { ticket_id: ticket.id };
  const to = h("select", { id: "transfer", "aria-label": "转到队列 To line" });
  const others = Object.entries(LINES).filter(([line]) => line !== ticket.line);
  to.append(...others.map(([line, text]) => h("option", { value: line }, text)));
  const transfer = () => act("transferTicket", { parts, body: { line: to.value } }, () => `${ticket.number} 已转队列`);
  return panel(
    `正在办理 · ${ticket.counter}`,
    h("p", { class: "ticket", "data-ticket": ticket.number }, ticket.number),
    h("p", { class: "quiet" }, `${word(LINES, ticket.line)} · ${timeOf(ticket.called_at)} 叫号 · 第 ${ticket.calls} 次`),
    h("div", { class: "actions" }, [
      h("a", { class: "button main", href: OPENS[ticket.line] }, ticket.line === "appeal" ? "登记诉求 Appeal" : "收件 Receive"),
      button("办结 Served", () => act("serveTicket", { parts }, () => `${ticket.number} 已办结`)),
      button("未到，跳过 Skip", () => act("skipTicket", { parts }, () => `${ticket.number} 未到`)),
    ]),
    h("div", { class: "actions" }, to, button("转队列 Transfer", transfer)),
  );
}

function desk(region, act) {
  const take = ([line, text]) =>
    button(text, () =>
      act("takeTicket", { body: { region, line } }, (taken) => `${taken.ticket.number}，前面 ${taken.ahead} 人`),
    );
  return panel("代群众取号 Take a number", h("div", { class: "actions" }, Object.entries(LINES).map(take)));
}
