// How does the page ask the window? By these calls and no others; a refusal comes back as a Problem.
import { leave, login, me } from "./session.js";

// What is called → method and path, as docs/openapi/approval-window.json has them.
const CALLS = {
  takeTicket: "POST /queue/tickets",
  listTickets: "GET /queue/tickets",
  callNext: "POST /queue/call",
  serveTicket: "POST /queue/tickets/{ticket_id}/serve",
  skipTicket: "POST /queue/tickets/{ticket_id}/skip",
  transferTicket: "POST /queue/tickets/{ticket_id}/transfer",
  listItems: "GET /items",
  listOffered: "GET /items/offered",
  readItem: "GET /items/{code}",
  listVersions: "GET /items/{code}/versions",
  worklist: "GET /applications/worklist",
  listApplications: "GET /applications",
  readApplication: "GET /applications/{application_id}",
  readApplicant: "GET /applications/{application_id}/applicant",
  readWords: "GET /applications/{application_id}/words",
  listPapers: "GET /applications/{application_id}/papers",
  printPaper: "POST /applications/{application_id}/papers/{number}/print",
  receive: "POST /applications",
  accept: "POST /applications/{application_id}/accept",
  reject: "POST /applications/{application_id}/reject",
  notify: "POST /applications/{application_id}/notify",
  correct: "POST /applications/{application_id}/correct",
  handIn: "POST /applications/{application_id}/hand-in",
  uploadFile: "POST /applications/{application_id}/materials/{material}/files",
  readFile: "GET /applications/{application_id}/files/{file_id}",
  handTo: "POST /applications/{application_id}/hand-to",
  withdraw: "POST /applications/{application_id}/withdraw",
  deliver: "POST /applications/{application_id}/deliver",
  archive: "POST /applications/{application_id}/archive",
  grant: "POST /applications/{application_id}/grant",
  refuse: "POST /applications/{application_id}/refuse",
  complete: "POST /applications/{application_id}/complete",
  listCategories: "GET /appeals/categories",
  fileAppeal: "POST /appeals",
  listAppeals: "GET /appeals",
  readAppeal: "GET /appeals/{appeal_id}",
  readContents: "GET /appeals/{appeal_id}/contents",
  tellAnswer: "POST /appeals/{appeal_id}/answer-told",
};

const PATIENCE = 5;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** What the window refused: `code`, what it says in Chinese, and what else it tells. */
export class Problem extends Error {
  constructor(status, said) {
    super(said.message || said.detail || "请求未被接受");
    this.status = status;
    this.code = said.title || "unknown";
    this.facts = said;
  }
}

/** Return a key that makes one of many equal requests; drawn once for each form. */
export function newKey() {
  const drawn = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(drawn, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function addressOf(path, parts, query) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(parts[name]));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") asked.set(name, value);
  }
  const tail = asked.size ? `?${asked}` : "";
  // The page lies one folder below the window, whatever stands in front of both.
  return `..${filled}${tail}`;
}

async function send(method, address, body, key) {
  const headers = { Authorization: `Bearer ${me()?.token ?? ""}` };
  // A file goes as it is, and says its own type.
  const isFile = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = isFile ? body.type || "application/octet-stream" : "application/json";
  if (key) headers["Idempotency-Key"] = key;
  try {
    const sent = isFile || body === undefined ? body : JSON.stringify(body);
    return await fetch(address, { method, headers, body: sent });
  } catch {
    throw new Problem(0, { title: "offline", message: "网络中断，请求未得到答复；填写的内容已保留，请重试" });
  }
}

/**
 * Ask the window; return its answer, a PDF or a file as a Blob. Who is not logged in any more logs in, and it is asked again.
 * Throws a Problem.
 */
export async function ask(name, { parts = {}, query = {}, body, key } = {}) {
  const [method, path] = CALLS[name].split(" ");
  for (let tried = 1; ; tried += 1) {
    const answer = await send(method, addressOf(path, parts, query), body, key);
    if (answer.ok) return readAnswer(answer);
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 401) {
      leave();
      await login(said.message);
    } else if (tried > PATIENCE || said.title !== "idempotency.in-flight") {
      throw new Problem(answer.status, said);
    } else {
      await pause(200 * tried);
    }
  }
}

function readAnswer(answer) {
  if (answer.status === 204) return null;
  const type = answer.headers.get("Content-Type") ?? "";
  return type.startsWith("application/json") ? answer.json() : answer.blob();
}
