import type { Outcome, Satisfaction } from '@app/whistles/domain';

/** What departments answer, by the family of the category; the last one is for all others. */
export const solved: Readonly<Record<string, readonly string[]>> = {
  CG: [
    '已安排人员到场清理完毕，并列入每日巡查点位。',
    '现场已整改，对当事人进行了教育劝导，后续加强巡查。',
    '已联合街道清理恢复原状，前后对比照片已留存。',
  ],
  SZ: [
    '抢修人员已到场修复，现已恢复正常使用。',
    '已更换损坏部件并测试正常，请放心使用。',
    '已完成疏通修复，一周内安排复查。',
  ],
  YL: ['已修剪清理并加固，现场恢复通行。', '已更换损坏部件，设施恢复使用。'],
  HJ: ['已责令立即停止并调整作业时间，现场复测达标。', '已约谈负责人，加装隔音和净化设施，将不定期抽查。'],
  WY: [
    '已督促物业整改到位，并与业主代表现场确认。',
    '经三方协商达成一致，已按方案处理完毕。',
    '维保单位已修复并出具检测合格单。',
  ],
  GA: ['已到场处理，违停车辆已驶离或依法处罚。', '已清除堵塞物，恢复通道畅通，并送达责令改正通知。'],
  SC: ['经调解，商家同意退款，双方无异议。', '已现场检查并立案，依法处理。'],
  SQ: ['社区调解员上门两次，双方握手言和并签了协议。', '志愿者已上门完成，居民当面确认。'],
  其他: [
    '已按规定办理完毕，并电话告知来电人。',
    '已核实处理，相关情况已当面说明。',
    '已答复政策要点，并协助备齐材料。',
  ],
};

export const unsolved: Readonly<Record<Exclude<Outcome, 'RESOLVED'>, readonly string[]>> = {
  PARTIAL: ['已先行处理安全部分，剩余部分需待材料到货后施工。', '已清理明面部分，产权单位尚在协调中。'],
  EXPLAINED: ['经核实属正常施工范围，已出示许可并向来电人解释。', '已说明相关政策，来电人表示知晓。'],
  NOT_FEASIBLE: ['现场不具备安装条件，已向居民解释原因。', '涉及多户产权，目前未达到法定同意比例，暂不能实施。'],
  PLANNED: ['已列入明年改造计划，届时提前公示。', '已纳入下季度维修计划，先设置警示标志。'],
};

export const streetSolved = [
  '街道已组织社区和志愿者当场处理完毕，并拍照留存。',
  '社区工作人员已上门协调，双方达成一致。',
  '网格长已联系责任方整改，现场已恢复。',
];

export const blownOn = [
  '街道无执法权限，需职能部门到场。',
  '涉及管线和设施产权，街居层面无法解决。',
  '社区已两次协调未果，请部门报到会商。',
];

export const assisted = [
  '已到场配合，本单位职责内事项办理完毕。',
  '已派员协助现场处置，情况已反馈主办单位。',
  '已核查，本单位管线设施无异常。',
  '已配合执法取证，材料移交主办单位。',
];

export const progress: Readonly<Record<string, readonly string[]>> = {
  SZ: ['已设置警示围挡，等待夜间施工窗口。', '抢修班组已到场，材料正在调运。', '已完成一半，预计今日收尾。'],
  SC: ['已联系商家核实，约定双方到场调解。', '现场检查已完成，正在整理笔录。'],
  WY: ['已约物业和住户代表现场碰头。', '已发整改通知，物业承诺三日内反馈方案。'],
  其他: ['已到现场查看，正在组织人员。', '已与现场负责人沟通，约定尽快整改。', '已核实情况，正在确认责任单位。'],
};

export const contained = [
  '已拉警戒线并设警示牌，派专人值守。',
  '已关阀断源，现场无继续扩散。',
  '已临时封闭并引导绕行，险情可控。',
] as const;
export const contacted = {
  REPORTER: ['已电话联系，告知预计办理时间。', '已联系，补充了具体位置。', '首次未接，稍后接通，已说明安排。'],
  STREET: ['已与社区对接，确认现场位置。', '已与街道吹哨人联系，约定现场碰头。'],
} as const;

export const closed = [
  '已向诉求人解释原因，诉求人表示理解，后续由社区跟踪。',
  '暂不能完全解决，已告知计划和时限。',
  '诉求人对结果有保留，已记录意见转承办单位参考。',
];

export const withdrawn = [
  '物业已经来处理了，不用再派人',
  '看错了位置，重新吹一次',
  '和邻居已经谈好了',
  '现场复核，问题已不存在',
];

export const reclassified = [
  '现场描述与所选类别不符，按实际情况调整',
  '来电人选错类别',
  '经核实涉及的设施属于另一类别',
];

/** 核查 on the spot, and why something is sent back. */
export const checkPassed = ['现场查看，已处理到位', '已到现场核查，情况属实', '对照照片核查，问题已解决'] as const;
export const checkFailed = ['现场查看，问题仍在', '只处理了一部分，须返工', '处理后未清场，须返工'] as const;
export const sentBack = [
  '诉求人反映问题仍在，经核属实，请重新办理',
  '处理不彻底，请返工',
  '诉求人提供了新照片，请再次处理',
] as const;

/** How people judge when it was solved, and when not. */
export const judged: Readonly<Record<'solved' | 'unsolved', readonly (readonly [Satisfaction, number])[]>> = {
  solved: [
    ['VERY_SATISFIED', 34],
    ['SATISFIED', 41],
    ['MOSTLY_SATISFIED', 15],
    ['NEUTRAL', 7],
    ['DISSATISFIED', 3],
  ],
  unsolved: [
    ['SATISFIED', 8],
    ['MOSTLY_SATISFIED', 17],
    ['NEUTRAL', 30],
    ['DISSATISFIED', 45],
  ],
};
