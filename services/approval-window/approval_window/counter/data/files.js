// How does a scanned paper come to a material, and who looks at it? Each file is sent as it is; a look is kept there.
import { ask, newKey } from "./api.js";
import { button, h, say } from "./dom.js";
import { momentOf } from "./words.js";

const TYPES = { "application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP" };
const BYTES_OF_A_KB = 1024;

/** The files of one material that stand, and a field to add one; `current()` is the application as it was read last. */
export function filesOf(material, current, taken) {
  const problem = h("p", { class: "error", role: "alert", hidden: true });
  const tell = (text) => {
    problem.hidden = !text;
    problem.textContent = text;
  };
  const standing = current().files.filter((one) => one.material === material.code && one.stands);
  return h("div", { class: "files" }, standing.map((one) => opener(current().id, one, tell)), adder(material, current, taken, tell), problem);
}

function opener(id, file, tell) {
  const size = `${Math.max(1, Math.round(file.bytes / BYTES_OF_A_KB))} KB`;
  const pages = file.pages ? `，${file.pages} 页` : "";
  const name = `${TYPES[file.media_type] ?? file.media_type} ${size}${pages}`;
  return button(
    name,
    async () => {
      try {
        const parts = { application_id: id, file_id: file.id };
        const content = await ask("readFile", { parts, query: { purpose: "窗口核对材料" } });
        window.open(URL.createObjectURL(content), "_blank", "noopener");
      } catch (refused) {
        if (!refused.facts) throw refused;
        tell(refused.message);
      }
    },
    { "data-file": file.id, title: `${momentOf(file.at)} · ${file.by}` },
  );
}

function adder(material, current, taken, tell) {
  const types = material.file_types?.length ? material.file_types : Object.keys(TYPES);
  const field = h("input", { type: "file", accept: types.join(","), "aria-label": `上传 ${material.name}`, "data-upload": material.code });
  field.addEventListener("change", async () => {
    const [file] = field.files;
    if (!file) return;
    field.disabled = true;
    tell("");
    try {
      const parts = { application_id: current().id, material: material.code };
      await ask("uploadFile", { parts, query: { version: current().version, name: file.name }, body: file, key: newKey() });
      say(`${material.name}：已上传`);
      await taken();
    } catch (refused) {
      if (!refused.facts) throw refused;
      tell(refused.message);
    } finally {
      // The same file may be chosen again, when it was refused for something that has changed.
      field.value = "";
      field.disabled = false;
    }
  });
  return h("label", { class: "upload noprint" }, "上传 Upload", field);
}
