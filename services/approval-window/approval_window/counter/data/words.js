// What do codes say to a person? One table for each kind; a code that has no words yet stands for itself.

export const LINES = { licence: "许可", certificate: "证明", service: "服务", appeal: "诉求" };
export const LIGHTS = { green: "正常", yellow: "临期", red: "超期", still: "等待" };
export const STATES = {
  received: "已收件",
  correcting: "补正中",
  accepted: "已受理",
  paused: "暂停计时",
  granted: "准予",
  refused: "不予许可",
  delivered: "已送达",
  rejected: "不予受理",
  withdrawn: "已撤回",
  terminated: "已终止",
  archived: "已归档",
};
export const ACTIONS = {
  receive: "收件",
  reject: "不予受理",
  correct: "当场更正",
  notify: "一次告知补正",
  "hand-in": "补交材料",
  upload: "上传文件",
  accept: "受理",
  "accept-by-silence": "逾期未告知，视为受理",
  "name-officials": "指派核查人员",
  verify: "核查",
  sign: "核查签字",
  extend: "延长期限",
  pause: "暂停计时",
  resume: "恢复计时",
  "tell-hearing": "告知听证权利",
  "ask-hearing": "申请听证",
  "waive-hearing": "放弃听证",
  "schedule-hearing": "通知听证",
  "hold-hearing": "举行听证",
  "find-interests": "认定涉及他人重大利益",
  "announce-hearing": "公告听证",
  opine: "部门反馈意见",
  "ask-support": "请网格协助核查",
  "ask-correction": "申请更正",
  "correct-decision": "更正决定",
  "decline-correction": "不予更正",
  renew: "准予延续",
  "renew-by-silence": "逾期未决定，视为准予延续",
  lapse: "延续申请失效",
  "ask-help": "申请帮代办",
  "give-help": "安排帮代办",
  "help-collect": "上门收件",
  "help-bring": "代交材料",
  "help-deliver": "代送结果",
  "end-help": "结束帮代办",
  grant: "准予许可",
  refuse: "不予许可",
  complete: "办结",
  deliver: "送达",
  withdraw: "撤回",
  terminate: "终止",
  archive: "归档",
  "hand-to": "转交经办人",
  "recompute-terms": "重算期限",
  "hand-over": "转县级部门",
};
export const MATERIALS = { "handed-in": "已交", promised: "容缺后补", missing: "未交" };
export const FORMS = { "paper-original": "纸质原件", "paper-copy": "纸质复印件", electronic: "电子" };
export const KINDS = { person: "自然人", organisation: "法人或其他组织" };
export const APPEAL_STATES = { filed: "已登记", handling: "办理中", answered: "已有结果", told: "已告知" };
export const APPEAL_ACTIONS = {
  file: "登记",
  follow: "案件进展",
  answer: "得到结果",
  confirm: "结果确认",
  tell: "告知群众",
};
export const CASE_STATES = {
  received: "已接收",
  filed: "已立案",
  dispatched: "已派遣",
  handling: "处置中",
  handled: "已反馈",
  verifying: "核查中",
  closed: "已结案",
  returned: "已退回",
  suspended: "挂账",
  merged: "并案",
  rejected: "不予受理",
  voided: "作废",
  reopened: "重新办理",
};
export const WHOSE = { township: "属本乡镇（街道）职责", county: "属县级部门职责" };
export const URGENCIES = { urgent: "紧急", normal: "一般", low: "不急" };
export const WAYS = {
  "in-person": "直接送达",
  "by-post": "邮寄送达",
  "by-agent": "由代理人代收",
  electronic: "电子送达",
  "by-notice": "公告送达",
};
export const GROUNDS = { "not-needed": "依法不需要取得行政许可", "not-ours": "不属于本机关职权范围" };
export const CONTACTS = { met: "已当面联系", reached: "已电话联系", "not-reached": "未联系上" };
export const TOLD_HOW = { counter: "窗口当面", phone: "电话", message: "短信" };

export const word = (words, code) => words[code] ?? code ?? "—";

const ZONE = { timeZone: "Asia/Shanghai" };
const DAY = new Intl.DateTimeFormat("zh-CN", { ...ZONE, year: "numeric", month: "2-digit", day: "2-digit" });
const MOMENT = new Intl.DateTimeFormat("zh-CN", {
  ...{ ...ZONE, month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hour12: false },
});
const TIME = new Intl.DateTimeFormat("zh-CN", { ...ZONE, hour: "2-digit", minute: "2-digit", hour12: false });

export const dayOf = (text) => (text ? DAY.format(new Date(text)) : "—");
export const momentOf = (text) => (text ? MOMENT.format(new Date(text)) : "—");
export const timeOf = (text) => (text ? TIME.format(new Date(text)) : "—");
/** Today in the town, as a field for days wants it. */
export const today = () => new Intl.DateTimeFormat("sv-SE", ZONE).format(new Date());
