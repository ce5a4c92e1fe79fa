/** The part of the table that is about the ways out of triage. */
export const INTAKE_PROBLEMS = {
  'whistle/itself': [422, '不能指向本哨单自身', 'A whistle cannot name itself here'],
  'emergency/goes-on': [
    409,
    '已派单，转 {channel} 后须继续办理',
    'Departments have it: it goes on beside the call to {channel}',
  ],
  'inform/other-reporter': [422, '不是同一诉求人', 'That whistle was raised by somebody else'],
  'inform/nothing-to-tell': [
    409,
    '该件（{current}）没有可告知的进展',
    'There is no progress to tell of it ({current})',
  ],
  'merge/sealed': [409, '涉密哨单不得并单', 'What is confidential is merged with nothing'],
  'merge/master-ended': [409, '主单（{current}）已终结', 'What it would be merged into has ended ({current})'],
  'merge/master-merged': [409, '主单已并入其他哨单', 'What it would be merged into is itself merged into another'],
  'merge/has-followers': [409, '已有 {followers} 件并入本哨单', '{followers} others are merged into this one'],
  'merge/other-family': [
    422,
    '类别大类不同：{categories}',
    'They are of different families of categories: {categories}',
  ],
  'merge/not-merged': [409, '未并单', 'It is not merged into another'],
  'whistle/unknown-unit': [422, '没有单位 {unitId}', 'There is no unit {unitId}'],
  'street/not-awaited': [409, '无须街居响应，或已响应', 'Nobody waits for the street here'],
  'dispatch/street-not-responded': [
    409,
    '街道（{unitId}）须先以 street-response 响应；此前仅区级派单台说明理由后可派单',
    'The street ({unitId}) answers first (street-response): before that only the desk of the district dispatches, with an overrideReason',
  ],
  'whistle/recusal': [
    403,
    '诉求涉及本单位（{unitId}），应当回避',
    'It complains of your unit ({unitId}): you have no part in it',
  ],
  'dispatch/recusal': [422, '诉求涉及单位 {unitId}，应当回避', 'It complains of unit {unitId}, which must not get it'],
} as const;
