// Can this be somebody's number? Only its form and its last sign are looked at; the window looks at the rest.

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const LAST = "10X98765432";
const SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/** Tell whether the check sign of a citizen's number fits (GB 11643). */
export function fitsCitizen(text) {
  if (!/^\d{17}[\dX]$/.test(text)) return false;
  const sum = WEIGHTS.reduce((all, weight, at) => all + weight * Number(text[at]), 0);
  return LAST[sum % 11] === text[17];
}

/** Tell whether the check sign of an organisation's credit code fits (GB 32100). */
export function fitsCreditCode(text) {
  if (text.length !== 18 || [...text].some((sign) => !SIGNS.includes(sign))) return false;
  let weight = 1;
  let sum = 0;
  for (const sign of text.slice(0, 17)) {
    sum += weight * SIGNS.indexOf(sign);
    weight = (weight * 3) % 31;
  }
  return SIGNS[(31 - (sum % 31)) % 31] === text[17];
}

/** Return what is wrong with a number as it was typed, or nothing. */
export function wrongNumber(kind, typed) {
  const text = typed.trim().toUpperCase();
  if (!text) return "";
  if (kind === "organisation") return fitsCreditCode(text) ? "" : "统一社会信用代码应为 18 位，且校验位须相符，请核对证照";
  return fitsCitizen(text) ? "" : "居民身份证号码应为 18 位，且校验位须相符，请核对证件";
}
