/** Refusals of service orders (三单制、微心愿). */
export const SERVICE_ORDER_PROBLEMS = {
  'service-order/not-found': [404, '没有这张点单', 'There is no such service order'],
  'service-order/already-ordered': [409, '该点单已存在', 'This service order exists already'],
  'service-order/unknown-area': [422, '没有区域 {areaPath}', 'There is no area {areaPath}'],
  'service-order/area-too-wide': [
    422,
    '请具体到街道或社区：{areaPath} 范围过大，无人审单',
    'Name a street or a community, or a place in one: nobody reviews for the whole of {areaPath}',
  ],
  'service-order/not-in-this-state': [
    409,
    '当前状态（{current}）不能执行此操作，须为：{allowedFrom}',
    'Not possible in status {current}, only in: {allowedFrom}',
  ],
  'service-order/taken': [409, '已被他人认领', 'It is taken: somebody else has claimed it'],
  'service-order/not-yours': [
    403,
    '仅点单人、领单人或所在社区街道可以执行此操作',
    'This is not your order, nor your claim',
  ],
  'service-order/own-review': [403, '点单人不得审核本人的点单', 'Nobody reviews what they ordered'],
  'service-order/own-order': [403, '点单人不得认领本人的点单', 'Nobody claims what they ordered'],
  'service-order/own-delivery': [403, '领单人不得确认本人的送达', 'Nobody confirms what they delivered'],
  'service-order/reason-missing': [422, '请说明理由（note）', 'Say why, in note'],
} as const;
