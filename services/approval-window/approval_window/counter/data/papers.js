// How is a paper printed? The window makes a PDF, which opens beside the page; each print is kept there.
import { ask } from "./api.js";
import { button, h, say } from "./dom.js";

/** A button that fetches a paper and opens it, and beside it, when it has come, the link to it. */
export function printButton(application, number, text = "打印 Print", printed = () => {}) {
  const place = h("span", { class: "print" });
  const go = button(text, async () => {
    try {
      const parts = { application_id: application, number };
      const pdf = await ask("printPaper", { parts, body: { purpose: "窗口打印交申请人" } });
      const address = URL.createObjectURL(pdf);
      place.querySelector("a")?.remove();
      place.append(h("a", { href: address, target: "_blank", rel: "noopener", "data-paper": number }, "打开 PDF ↗"));
      window.open(address, "_blank", "noopener");
      await printed();
    } catch (problem) {
      if (!problem.facts) throw problem;
      say(problem.message);
    }
  });
  place.append(go);
  return place;
}
