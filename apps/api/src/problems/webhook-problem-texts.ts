/** The part of the table that is about messages to other systems. */
export const WEBHOOK_PROBLEMS = {
  'webhook/exists': [409, '该订阅已存在', 'This webhook exists already'],
  'webhook/not-found': [404, '没有这个订阅', 'There is no such webhook'],
  'webhook/unknown-key': [422, '没有密钥 {keyId}', 'There is no API key {keyId}'],
  'webhook/not-https': [422, '地址须为 https', 'The address must be https'],
  'webhook/private-address': [
    422,
    '{host} 是内网地址，未列入 WEBHOOK_NETWORKS',
    '{host} is a private address, and not in WEBHOOK_NETWORKS',
  ],
  'webhook/shown-once': [
    409,
    '订阅 {webhookId} 的签名密钥仅显示一次；如未收到，请更换',
    'The secret of webhook {webhookId} is shown once only: if it was lost, change it',
  ],
} as const;
