// How is a long list shown? Page by page, and a page that is shown again says how it stands now.
import { button, fill, h } from "./dom.js";

const PAGE = 20;

/** Return a list that loads by `load({after, limit})` and shows its items by `draw(items)`; with `again()`. */
export function pages(load, draw) {
  const body = h("div", { class: "page" });
  const back = [];
  let after = null;
  let next = null;
  const earlier = button("上一页 Previous", () => turn(back.pop() ?? null));
  const later = button("下一页 Next", () => {
    back.push(after);
    return turn(next);
  });
  const foot = h("nav", { class: "pager", "aria-label": "翻页 Pages" }, earlier, later);
  const node = h("div", {}, body, foot);

  async function turn(to) {
    after = to;
    try {
      const found = await load({ after, limit: PAGE });
      next = found.next;
      fill(body, draw(found.items, found));
    } catch (problem) {
      if (!problem.facts) throw problem;
      fill(body, h("p", { class: "problem" }, problem.message));
    }
    earlier.hidden = after === null;
    later.hidden = !next;
    foot.hidden = earlier.hidden && later.hidden;
  }

  return { node, again: () => turn(after), first: () => ((back.length = 0), turn(null)) };
}
