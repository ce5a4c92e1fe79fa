/** The part of the table that is about categories, limits and calendars. */
export const CATALOGUE_PROBLEMS = {
  'catalogue/not-allowed': [403, '不得修改派单目录', 'You may not change the catalogue'],
  'catalogue/defined-twice': [422, '重复定义 {key}', '{key} is defined twice'],
  'catalogue/condition-defined-twice': [422, '情形重复定义', 'A condition is defined twice'],
  'catalogue/code-taken': [409, '类别代码 {code} 已属其他目录', 'Category code {code} belongs to another catalogue'],
  'catalogue/of-another-jurisdiction': [422, '不属于该目录的辖区', 'It is of another jurisdiction'],
  'catalogue/ends-before-it-begins': [422, '失效早于生效', 'It ends before it begins'],
  'catalogue/unknown-category': [404, '没有类别 {code}', 'There is no category {code}'],
  'catalogue/limit-defined-twice': [
    422,
    '{key} 的 {clock} 时限重复定义',
    'The limit of {key} for {clock} is defined twice',
  ],
  'catalogue/uncountable-limit': [
    422,
    '{key}：时限 {amount} {unit} 无法按该规则计算',
    '{key}: a limit of {amount} {unit} cannot be counted by these rules',
  ],
  'catalogue/unknown-policy': [404, '没有时限规则 {version}', 'There is no time policy {version}'],
  'calendar/unknown': [404, '没有工作日历 {calendarId}', 'There is no calendar {calendarId}'],
  'calendar/unusable-notice': [422, '节假日安排不可用', 'The notice of holidays cannot be used'],
  'calendar/other-base': [
    409,
    '日历 {calendarId} 所依据的日历不得改变',
    'What calendar {calendarId} is based on cannot change',
  ],
  'calendar/base-of-a-region': [
    422,
    '{basedOn} 本身依据其他日历，不能作为依据',
    '{basedOn} is itself based on another calendar',
  ],
  'calendar/other-time-zone': [
    422,
    '日历 {calendarId} 的时区须为 {timeZone}',
    'Calendar {calendarId} must be in the time zone {timeZone}',
  ],
  'calendar/no-week': [422, '日历 {calendarId} 没有周工作时间', 'Calendar {calendarId} has no working week'],
  'calendar/area-taken': [
    409,
    '区域 {areaPath} 已适用日历 {calendarId}',
    'Calendar {calendarId} holds for area {areaPath} already',
  ],
  'calendar/gap': [
    422,
    '与日历 {calendarId} 已有的 {from} 至 {through} 不相接',
    'It leaves a gap to what calendar {calendarId} covers: {from} to {through}',
  ],
} as const satisfies Record<`${string}/${string}`, readonly [status: number, zh: string, en: string]>;
