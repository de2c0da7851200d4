// Which part of the counter is shown? The address says which; who is not logged in logs in first.
import * as appeals from "./appeals.js";
import * as application from "./application.js";
import { Problem } from "./api.js";
import { button, fill, h } from "./dom.js";
import * as queue from "./queue.js";
import * as receive from "./receive.js";
import { leave, login, me } from "./session.js";
import * as worklist from "./worklist.js";

const PLACES = [
  [/^#\/queue$/, queue.view],
  [/^#\/worklist$/, worklist.view],
  [/^#\/applications$/, worklist.all],
  [/^#\/applications\/([0-9a-f-]{36})$/, application.view],
  [/^#\/receive$/, receive.view],
  [/^#\/appeals$/, appeals.list],
  [/^#\/appeals\/new$/, appeals.fresh],
  [/^#\/appeals\/([0-9a-f-]{36})$/, appeals.view],
];
const MENU = [
  ["#/queue", "排队叫号", "Queue"],
  ["#/receive", "收件", "Receive"],
  ["#/worklist", "待办清单", "Worklist"],
  ["#/applications", "全部办件", "Applications"],
  ["#/appeals/new", "登记诉求", "New appeal"],
  ["#/appeals", "诉求", "Appeals"],
];
const main = document.getElementById("main");
let shown = 0;

function frame() {
  const who = me();
  const out = button("退出 Log out", () => {
    leave();
    location.reload();
  });
  const name = h("a", { class: "brand", href: "#/queue" }, h("img", { src: "mark.svg", alt: "", width: 28, height: 28 }), "审批服务一窗口", h("small", {}, "One window"));
  const mine = h("span", { class: "who" }, `${who.person} · ${who.region}`, h("small", {}, who.roles.join(" ")));
  fill(document.getElementById("bar"), name, h("span", { class: "me" }, mine, out));
  const link = ([address, zh, en]) => {
    const fits = MENU.filter(([one]) => location.hash.startsWith(one)).map(([one]) => one);
    const here = address === fits.sort((a, b) => b.length - a.length)[0] ? "page" : null;
    return h("a", { href: address, "aria-current": here }, zh, h("small", {}, en));
  };
  fill(document.getElementById("side"), MENU.map(link));
}

async function open() {
  if (!me()) await login();
  if (!location.hash.startsWith("#/")) history.replaceState(null, "", "#/queue");
  frame();
  const found = PLACES.map(([pattern, view]) => [pattern.exec(location.hash), view]).find(([fits]) => fits);
  shown += 1;
  const mine = shown;
  main.setAttribute("aria-busy", "true");
  const node = await drawn(found);
  // Who has gone on meanwhile does not see what he left.
  if (mine !== shown) return;
  fill(main, node);
  main.removeAttribute("aria-busy");
  document.title = `${node.querySelector("h1")?.firstChild?.textContent ?? ""} · 审批服务一窗口`;
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

async function drawn(found) {
  if (!found) return h("p", { class: "problem" }, "没有这个页面 There is no such page");
  const [fits, view] = found;
  try {
    return await view(fits[1]);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return h("div", {}, h("p", { class: "problem", role: "alert" }, problem.message), button("重试 Again", open));
  }
}

addEventListener("hashchange", open);
open();
