// Who works at this counter? Whoever's token is kept in this tab; it is gone when the tab is closed.
import { fill, h } from "./dom.js";

const KEPT = "onefour.token";
let who = null;

/** Return what a token says of its bearer; that it is true, each answer of the window shows. */
function read(token) {
  const part = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(part), (sign) => sign.charCodeAt(0));
  const said = JSON.parse(new TextDecoder().decode(bytes));
  return {
    token,
    person: String(said.sub),
    roles: said.roles ?? [],
    region: String(said.scope_region ?? ""),
    ends: new Date(1000 * said.exp),
  };
}

function keep(token) {
  who = read(token.trim());
  sessionStorage.setItem(KEPT, who.token);
  return who;
}

/** Return who is logged in, or null. A link with `#token=…` logs in, and leaves no token in the address. */
export function me() {
  const given = /^#token=([\w.-]+)$/.exec(location.hash);
  try {
    if (given) {
      history.replaceState(null, "", location.pathname);
      keep(given[1]);
    }
    const kept = sessionStorage.getItem(KEPT);
    if (!who && kept) who = read(kept);
  } catch {
    leave();
  }
  return who;
}

export function leave() {
  who = null;
  sessionStorage.removeItem(KEPT);
}

export const decides = () => Boolean(who?.roles.some((role) => role === "leader" || role === "admin"));

/** Ask for a token above the page, which stays as it is: what was typed there is not lost. */
export function login(why = "") {
  const open = document.querySelector("dialog.login");
  if (open) return open.answer;
  const field = h("textarea", { id: "token", rows: 5, required: true, autocomplete: "off", spellcheck: "false" });
  const told = h("p", { class: "error", role: "alert", hidden: !why }, why);
  const form = h(
    "form",
    { method: "dialog" },
    h("h2", {}, "登录 ", h("small", {}, "Log in")),
    h("p", { class: "quiet" }, "粘贴统一身份认证发给您的令牌。Paste the token that your identity service gave you."),
    h("label", { for: "token" }, "令牌 Token"),
    field,
    told,
    h("button", { class: "main" }, "登录 Log in"),
  );
  const box = h("dialog", { class: "login", "aria-label": "登录 Log in" }, form);
  box.addEventListener("cancel", (event) => event.preventDefault());
  box.answer = new Promise((done) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      try {
        const found = keep(field.value);
        box.remove();
        done(found);
      } catch {
        told.hidden = false;
        fill(told, "这不是有效的令牌。This is no token.");
      }
    });
  });
  document.body.append(box);
  box.showModal();
  return box.answer;
}
