/** The part of the table that is about files that are handed in. */
export const EVIDENCE_PROBLEMS = {
  'upload/not-found': [404, '没有这个上传', 'There is no such upload, or it has expired'],
  'upload/too-large': [413, '文件不得超过 {limit} 字节', 'A file may have {limit} bytes at most'],
  'upload/too-many': [409, '最多同时上传 {most} 个文件', 'Finish one of your {most} uploads first'],
  'upload/offset': [409, '应从第 {offset} 字节继续', 'Go on at byte {offset}'],
  'upload/too-long': [413, '超过所声明的 {bytes} 字节', 'It is longer than the {bytes} bytes that were announced'],
  'upload/incomplete': [409, '尚未上传完毕，请从第 {offset} 字节继续', 'It is not complete: go on at byte {offset}'],
  'upload/wrong-hash': [422, '收到的内容与所声明的 SHA-256 不符', 'What arrived has another SHA-256 than announced'],
  'evidence/kind-not-taken': [
    422,
    '仅接受 JPEG、PNG、WebP、PDF、MP4、M4A、MP3 文件',
    'Only JPEG, PNG, WebP, PDF, MP4, M4A and MP3 files are taken',
  ],
  'evidence/already-attached': [409, '该文件已附上', 'This file is attached already'],
  'evidence/too-many': [409, '附件最多 {most} 个', 'There may be {most} files at most'],
  'evidence/assignment-needed': [422, '请说明属于哪项任务', 'Say which assignment it is about'],
  'evidence/not-verifying': [409, '目前没有核实任务', 'Nobody is asked to look on the spot'],
  'evidence/erased': [410, '个人信息已删除，文件不可恢复', 'The personal data has been erased, and the file with it'],
  'evidence/store-unavailable': [503, '附件存储暂不可用', 'The files cannot be reached at the moment'],
} as const;
