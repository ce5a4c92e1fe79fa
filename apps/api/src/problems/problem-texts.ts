import { CATALOGUE_PROBLEMS } from './catalogue-problem-texts.js';
import { EVALUATION_PROBLEMS } from './evaluation-problem-texts.js';
import { DISPUTE_PROBLEMS } from './dispute-problem-texts.js';
import { EVIDENCE_PROBLEMS } from './evidence-problem-texts.js';
import { INTAKE_PROBLEMS } from './intake-problem-texts.js';
import { AFTERCARE_PROBLEMS } from './aftercare-problem-texts.js';
import { SERVICE_ORDER_PROBLEMS } from './service-order-problem-texts.js';
import { TIME_PROBLEMS } from './time-problem-texts.js';
import { WEBHOOK_PROBLEMS } from './webhook-problem-texts.js';

/** Status, Chinese and English text of every refusal. `{name}` is filled from the error's facts. The only such table. */
export const PROBLEMS = {
  'request/invalid': [400, '请求内容有误，见 errors', 'The request is malformed, see errors'],
  'request/bad-cursor': [400, '游标无效', 'This cursor is not one of ours'],
  'request/bad-if-match': [400, 'If-Match 应为带引号的修订号', 'If-Match must be a quoted revision, such as "7"'],
  'request/bad-idempotency-key': [
    400,
    'Idempotency-Key 应为 1 到 128 个可见字符，匿名请求不少于 16 个',
    'Idempotency-Key must be 1 to 128 visible characters, and at least 16 without an account',
  ],
  'request/code-missing': [400, '请在 X-Follow-Up-Code 中提供查询码', 'Give the follow-up code in X-Follow-Up-Code'],
  'request/not-json': [415, '请求体应为 JSON', 'The body must be JSON'],
  'request/no-csv': [406, '该地址不是列表，不能以 CSV 回答', 'This is no list: it is not to be had as CSV'],
  'request/too-large': [413, '请求体过大', 'The body is too large'],
  'request/too-many': [429, '请求过于频繁，请稍后再试', 'Too many requests, try again later'],
  'request/no-such-route': [404, '没有这个地址', 'There is nothing at this address'],
  'request/stale': [412, '内容已被他人更新，见 events', 'Somebody else changed it in the meantime, see events'],
  'request/conflict': [409, '同时有其他操作，请重试', 'Others are changing this at the same moment, try again'],
  'idempotency/key-reused': [
    422,
    '该 Idempotency-Key 已用于其他内容',
    'This Idempotency-Key was used for another content',
  ],
  'view/behind': [503, '视图尚未更新到所要求的位置', 'The view has not reached the position asked for yet'],
  'service/unavailable': [503, '服务暂不可用', 'The service is not available at the moment'],
  'internal/error': [500, '内部错误', 'Something went wrong on our side'],

  'auth/unauthenticated': [401, '请先登录', 'Sign in first'],
  'auth/credentials-malformed': [401, '凭证格式有误', 'The credentials are malformed'],
  'auth/token-invalid': [401, '令牌无效', 'The token is not valid'],
  'auth/token-expired': [401, '令牌已过期', 'The token has expired'],
  'auth/api-key-invalid': [401, 'API 密钥无效', 'The API key is not valid'],
  'auth/demo-account-unknown': [422, '没有名为 {account} 的演示账号', 'There is no demo account {account}'],
  'auth/issuer-unavailable': [503, '身份认证服务暂不可用', 'The identity provider cannot be reached'],
  'auth/not-allowed': [
    403,
    '您的角色、辖区或单位不能在此执行此操作；GET /me 可查本人权限',
    'Not with your role, or not for this place or unit: GET /me tells what you may do, and where',
  ],
  'auth/route-closed': [403, '该地址未开放', 'This address is not open'],
  'reveal/role': [403, '不得查看举报人信息', 'You may not see who the reporter is'],
  'reveal/reason-missing': [403, '查看举报人信息须说明理由', 'Say why you need to see who the reporter is'],
  'reveal/no-open-contact': [
    403,
    '仅在待先行联系期间可以查看举报人信息',
    'The reporter is shown only while your unit still has to contact them',
  ],
  'reveal/report': [
    403,
    '举报事项不向承办单位提供举报人信息',
    'Who has reported somebody is not shown to those who handle it',
  ],

  'reveal/restricted': [
    403,
    '该个人信息已限制处理，不得查看',
    'This personal data is kept and may not be shown: its processing is restricted',
  ],

  'erasure/nobody': [404, '该哨单没有可识别的个人信息', 'Nobody is known to have raised it'],
  'erasure/case-open': [409, '尚有未办结事项：{whistles}', 'Not while these go on: {whistles}'],
  'erasure/order-open': [409, '尚有未办结点单：{orders}', 'Not while these service orders go on: {orders}'],
  'erasure/retention-running': [
    409,
    '须保管至 {until}，期满后删除',
    'It has to be kept until {until}, and is erased after that',
  ],
  'erasure/until-in-the-past': [422, '保管期限 {until} 早于今天（{today}）', '{until} is over: today is {today}'],

  'api-key/shown-once': [
    409,
    '密钥 {keyId} 已签发，仅显示一次；如未收到，请吊销后重新签发',
    'Key {keyId} was issued before and is shown once only: if it was lost, revoke it and issue another',
  ],

  ...CATALOGUE_PROBLEMS,
  ...DISPUTE_PROBLEMS,
  ...INTAKE_PROBLEMS,
  ...TIME_PROBLEMS,
  ...EVALUATION_PROBLEMS,
  ...AFTERCARE_PROBLEMS,
  ...EVIDENCE_PROBLEMS,
  ...WEBHOOK_PROBLEMS,
  ...SERVICE_ORDER_PROBLEMS,
  'whistle/not-found': [404, '没有这件哨单', 'There is no such whistle'],
  'whistle/unknown': [
    422,
    '没有编号为 {named} 的哨单，或您无权查看',
    'There is no whistle {named}, or it is not yours to see',
  ],
  'whistle/already-raised': [409, '该哨单已存在', 'This whistle exists already'],
  'whistle/not-in-this-state': [
    409,
    '当前状态（{current}）不能执行此操作，须为：{allowedFrom}',
    'Not possible in status {current}, only in: {allowedFrom}',
  ],
  'whistle/unclassified': [422, '请先归类', 'Give it a category first'],
  'whistle/unknown-category': [422, '没有类别 {categoryCode}', 'There is no category {categoryCode} here'],
  'whistle/unknown-condition': [
    422,
    '类别 {categoryCode} 没有第 {conditionSeq} 种情形',
    'Category {categoryCode} has no condition {conditionSeq}',
  ],
  'whistle/unknown-area': [422, '没有区域 {areaPath}', 'There is no area {areaPath}'],
  'whistle/anonymous-with-contact': [422, '匿名吹哨不能填写联系方式', 'An anonymous whistle cannot carry a contact'],
  'whistle/contact-needed': [422, '非匿名吹哨须填写联系电话', 'Give a phone number, or raise it anonymously'],
  'whistle/already-reported-in': [
    409,
    '已有部门报到，不能撤哨',
    'A department has reported in, it cannot be withdrawn',
  ],

  'dispatch/no-lead': [422, '没有主责单位：{problems}', 'No lead unit is given, and routing found none: {problems}'],
  'dispatch/unit-twice': [422, '单位 {unitId} 重复', 'Unit {unitId} is named twice'],
  'dispatch/unit-not-active': [422, '单位 {unitId} 目前不存在', 'There is no unit {unitId} today'],
  'dispatch/outside-matrix': [
    422,
    '单位 {unitId} 不在类别 {category} 的职责清单内，须说明理由',
    'Unit {unitId} is not in the responsibility matrix of {category}: give an overrideReason',
  ],
  'dispatch/wrong-area': [
    422,
    '单位 {unitId} 不负责 {areaPath}，须说明理由',
    'Unit {unitId} does not answer for {areaPath}: give an overrideReason',
  ],
  'dispatch/community-not-admitted': [
    422,
    '类别 {category} 不在社区工作事项准入清单内',
    'Category {category} is not on the list of matters that a community may be given',
  ],

  'assignment/not-found': [404, '没有这项任务', 'There is no such assignment'],
  'assignment/not-yours': [403, '这不是本单位的任务', 'This is not an assignment of your unit'],
  'assignment/already-signed': [409, '已签收', 'It is signed already'],
  'assignment/not-signed': [409, '请先签收', 'Sign it first'],
  'assignment/no-report-in': [409, '直派任务无须报到', 'A direct dispatch needs no report-in'],
  'assignment/already-reported-in': [409, '已报到', 'Your unit has reported in already'],
  'assignment/not-reported-in': [409, '请先报到', 'Report in first'],
  'assignment/result-submitted': [409, '已反馈结果', 'The result has been submitted'],
  'assignment/not-lead': [409, '仅主责单位可以操作', 'Only the lead unit can do this'],
  'assignment/is-lead': [409, '主责单位请提交办结反馈', 'The lead submits the result of the whole whistle'],
  'assignment/reporter-anonymous': [
    422,
    '匿名诉求，无法联系诉求人',
    'The reporter is anonymous and cannot be contacted',
  ],
  'result/assist-missing': [409, '协助单位尚未反馈：{unitIds}', 'Assisting units have not given a result: {unitIds}'],
  'follow-up/anonymous': [422, '匿名诉求不回访', 'There is nobody to call back'],
  'follow-up/already-answered': [409, '回访已完成', 'The follow-up has been answered'],
  'follow-up/unreachable': [409, '已记为无法联系', 'The reporter was found unreachable'],
  'close/needs-follow-up': [409, '请先回访', 'Follow up first'],
  'close/follow-up-open': [409, '回访尚无结果', 'The follow-up is still open'],
  'close/dispatcher-may-not-close': [403, '派单人不得结案', 'Whoever dispatched does not close'],
  'close/explanation-needed': [
    422,
    '未解决或强制结案的，须在 note 中说明情况',
    'What is not solved, or closed with `forced`, needs an explanation: give a note',
  ],
  'import/in-the-future': [422, '时间 {claimed} 晚于现在', '{claimed} lies in the future'],
  'import/unknown-unit': [422, '没有单位 {unitId}', 'There is no unit {unitId}'],
  'privacy/subject-erased': [409, '个人信息已删除', 'The personal data has been erased'],

  'directory/not-allowed': [403, '不得修改目录', 'You may not change the directory'],
  'directory/defined-twice': [422, '重复定义 {key}', '{key} is defined twice'],
  'directory/ends-before-it-begins': [422, '失效早于生效', 'It ends before it begins'],
  'directory/unknown': [422, '没有 {key}', 'There is no {key}'],
  'directory/unknown-area': [422, '没有区域 {areaPath}', 'There is no area {areaPath}'],
  'directory/unknown-unit': [422, '没有单位 {unitId}', 'There is no unit {unitId}'],
  'directory/merged-into-itself': [422, '不能并入自身', 'A unit cannot be merged into itself'],
  'directory/grant-exists': [409, '该授权已存在', 'This grant exists already'],
  'directory/unknown-grant': [404, '没有这项授权', 'There is no such grant'],
  'directory/key-exists': [409, '该密钥已存在', 'This key exists already'],
  'directory/unknown-key': [404, '没有这个密钥', 'There is no such key'],
  'directory/system-is-not-granted': [422, 'SYSTEM 不可授予', 'SYSTEM is not a role that can be given'],
} as const satisfies Record<`${string}/${string}`, readonly [status: number, zh: string, en: string]>;

export type ProblemCode = keyof typeof PROBLEMS;
