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
} as const;
