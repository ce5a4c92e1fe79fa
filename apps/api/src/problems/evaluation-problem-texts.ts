/** Refusals of evaluation (考核). */
export const EVALUATION_PROBLEMS = {
  'evaluation/not-allowed': [403, '仅督查可以执行此操作', 'Only whoever supervises may do this'],
  'evaluation/district-only': [
    422,
    '{areaPath} 不是区级，考核由区统一组织',
    '{areaPath} is no district: it is the district that evaluates',
  ],
  'evaluation/unknown-area': [422, '没有区域 {areaPath}', 'There is no area {areaPath}'],
  'evaluation/weights-not-one': [422, '三率权重之和须为 1', 'The weights of the three rates must be 1 together'],
  'evaluation/group-twice': [422, '同类组 {group} 重复', 'Peer group {group} is named twice'],
  'evaluation/not-ranked': [422, '指标 {measure} 不参与此类排名', '{measure} is not what these are ranked by'],
  'period/not-found': [404, '没有考核周期 {periodId}', 'There is no period {periodId}'],
  'period/already-open': [409, '考核周期 {periodId} 已开启', 'Period {periodId} was opened before'],
  'period/overlaps': [409, '与考核周期 {periodId} 重叠', 'It overlaps period {periodId}'],
  'period/later-one-closed': [
    409,
    '其后的考核周期 {periodId} 已封账',
    'Period {periodId}, which comes later, is closed already',
  ],
  'period/ends-before-it-begins': [422, '结束日 {to} 早于开始日 {from}', 'It ends on {to}, before it begins on {from}'],
  'period/too-long': [422, '考核周期长 {days} 天，最长 {most} 天', 'It is {days} days long; {most} are the most'],
  'period/already-closed': [409, '考核周期 {periodId} 已封账', 'Period {periodId} is closed'],
  'period/not-closed': [404, '考核周期 {periodId} 尚未封账', 'Period {periodId} is not closed yet'],
  'period/facts-not-kept': [
    503,
    '考核周期 {periodId} 的明细缺失，请管理员运行 evaluation replay {periodId}',
    'The facts behind period {periodId} are missing: run evaluation replay {periodId}',
  ],
  'period/not-over': [
    409,
    '考核周期尚未结束，{endsAt} 后方可封账',
    'It is not over: it can be closed from {endsAt} on',
  ],
  'period/earlier-one-open': [409, '请先封账 {periodId}', 'Close {periodId} first'],
  'rating/not-the-street': [403, '仅街道、社区可以评议部门', 'It is street and community that rate a department'],
  'rating/own-unit': [403, '不得评议本单位', 'Nobody rates their own unit'],
  'rating/already-rated': [409, '该任务已评议', 'This was rated before'],
} as const;
