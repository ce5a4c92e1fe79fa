import { PersonVault } from '@app/privacy';
import { jpegPhoto, mp4Film, pdfPaper, PICTURE, TELLTALE } from '@app/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import {
  type Decided,
  dispatched,
  type Loose,
  type Page,
  raised,
  type RunningApi,
  runningApi,
  wholeDatabase,
} from './running-api.js';

let api: RunningApi;
/** Raised without an account by somebody who gave a name; 派出所 has signed. */
let noise: Decided;
const LEAD = 'clerk-s1-ga-1';
const REPORTER = { name: '王小明', phone: '13800138000' };
beforeAll(async () => {
  api = await runningApi();
  noise = await dispatched(api, { reporter: REPORTER });
  await api.as(LEAD).post(`/api/v1/whistles/${noise.id}/assignments/a1/sign`);
}, 60_000);
afterAll(() => api.stop());

interface Item extends Loose {
  readonly evidenceId: string;
  readonly copy: { readonly bytes: number } | null;
  readonly original: { readonly bytes: number } | null;
}
interface Upload {
  readonly uploadId: string;
  readonly offset: number;
}

const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
const CODE = 'x-follow-up-code';
const byCode = ({ followUpCode }: Decided) => ({ headers: { [CODE]: followUpCode } });

async function credentials(account: string): Promise<Record<string, string>> {
  const { body } = await api.anonymous.post<{ token: string }>('/api/v1/demo/token', { account });
  return { authorization: `Bearer ${body.token}` };
}

/** Sends bytes to an upload; `Upload-Offset` of the answer, or the problem's code. */
async function send(path: string, content: Buffer, offset: number, headers: Record<string, string>): Promise<string> {
  const type = { 'content-type': 'application/offset+octet-stream' };
  const answer = await fetch(`${api.address}${path}`, {
    method: 'PATCH',
    headers: { ...type, ...headers, 'upload-offset': String(offset) },
    body: new Uint8Array(content),
  });
  const text = await answer.text();
  return answer.status === 204
    ? String(answer.headers.get('upload-offset'))
    : (JSON.parse(text) as { code: string }).code;
}

async function read(path: string, headers: Record<string, string>) {
  const answer = await fetch(`${api.address}${path}`, { headers });
  return { status: answer.status, headers: answer.headers, content: Buffer.from(await answer.arrayBuffer()) };
}

/** Hands in a file of a whistle in one piece, as somebody with an account. */
async function handIn(account: string, id: string, content: Buffer, about: Loose): Promise<string> {
  const path = `/api/v1/whistles/${id}/uploads`;
  const begun = await api.as(account).post<Upload>(path, { bytes: content.length, ...about });
  if (begun.status !== 201) throw new Error(JSON.stringify(begun.body));
  const own = `${path}/${begun.body.uploadId}`;
  expect(await send(own, content, 0, await credentials(account))).toBe(String(content.length));
  const done = await api.as(account).post<Decided>(`${own}/complete`);
  if (done.status !== 200) throw new Error(JSON.stringify(done.body));
  return begun.body.uploadId;
}

const listed = async (account: string, id: string): Promise<readonly Item[]> =>
  (await api.as(account).get<Page<Item>>(`/api/v1/whistles/${id}/evidence`)).body.items;

describe('handing in a file', () => {
  test('goes on where the line broke, and gives back what was handed in', async () => {
    const film = Buffer.concat([mp4Film(), Buffer.from('\0\x30\0\0free', 'latin1'), randomBytes(0x300000 - 8)]);
    const path = `/api/v1/whistles/${noise.id}/uploads`;
    const key = { headers: { 'idempotency-key': 'film-of-the-night-market' } };
    const body = { purpose: 'PROGRESS', assignmentId: 'a1', bytes: film.length, sha256: sha256(film) };
    const begun = await api.as(LEAD).post<Upload>(path, body, key);
    expect(begun).toMatchObject({ status: 201, body: { offset: 0 } });
    const own = `${path}/${begun.body.uploadId}`;
    expect(begun.headers.get('location')).toBe(own);
    const me = await credentials(LEAD);

    expect(await send(own, film.subarray(0, 1_500_000), 0, me)).toBe('1500000');
    expect(await send(own, film.subarray(0, 1_500_000), 0, me)).toBe('upload/offset');
    expect(await api.as(LEAD).post(`${own}/complete`)).toMatchObject({
      status: 409,
      body: { code: 'upload/incomplete', offset: 1_500_000 },
    });
    // begun again by the same key it stands where it stood
    expect((await api.as(LEAD).post<Upload>(path, body, key)).body).toMatchObject({ ...begun.body, offset: 1_500_000 });
    const head = await fetch(`${api.address}${own}`, { method: 'HEAD', headers: me });
    expect([head.status, head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual([
      200,
      '1500000',
      String(film.length),
    ]);
    expect(await send(own, Buffer.concat([film.subarray(1_500_000), Buffer.from('more')]), 1_500_000, me)).toBe(
      'upload/too-long',
    );
    const { body: now } = await api.as(LEAD).get<Upload>(own);
    expect(await send(own, film.subarray(now.offset), now.offset, me)).toBe(String(film.length));

    const completed = { headers: { 'idempotency-key': 'complete-the-film' } };
    const done = await api.as(LEAD).post<Decided>(`${own}/complete`, {}, completed);
    expect(done.status).toBe(200);
    expect((await api.as(LEAD).post(`${own}/complete`, {}, completed)).body).toEqual(done.body);
    expect(await api.as(LEAD).post(`${own}/complete`)).toMatchObject({ body: { code: 'evidence/already-attached' } });
    expect(await api.as(LEAD).get(own)).toMatchObject({ status: 404 });

    const content = `/api/v1/whistles/${noise.id}/evidence/${begun.body.uploadId}/content`;
    const original = await read(`${content}?original=true`, me);
    expect([original.status, original.content.equals(film)]).toEqual([200, true]);
    const copy = await read(content, me);
    expect([copy.content.length, copy.content.includes(TELLTALE), copy.content.includes(PICTURE)]).toEqual([
      film.length,
      false,
      true,
    ]);
    const part = await read(content, { ...me, range: 'bytes=65530-200000' });
    expect([part.status, part.headers.get('content-range'), part.headers.get('content-length')]).toEqual([
      206,
      `bytes 65530-200000/${film.length}`,
      '134471',
    ]);
    expect(part.content.equals(copy.content.subarray(65_530, 200_001))).toBe(true);
    const beyond = await read(content, { ...me, range: `bytes=${film.length}-` });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${film.length}`]);
  });

  test('is refused by name where the file is not what it should be', async () => {
    const path = `/api/v1/whistles/${noise.id}/uploads`;
    const begin = (body: Loose) =>
      api.as(LEAD).post<Upload & { code: string }>(path, { purpose: 'RESULT', assignmentId: 'a1', ...body });
    expect(await begin({ bytes: 52_428_801 })).toMatchObject({ status: 413, body: { code: 'upload/too-large' } });
    expect(await begin({ bytes: 10, assignmentId: undefined })).toMatchObject({
      body: { code: 'evidence/assignment-needed' },
    });
    const page = Buffer.from('<!DOCTYPE html><script>alert(1)</script>');
    for (const [content, declared, code] of [
      [page, undefined, 'evidence/kind-not-taken'],
      [jpegPhoto(), sha256(page), 'upload/wrong-hash'],
    ] as const) {
      const { body } = await begin({ bytes: content.length, ...(declared && { sha256: declared }) });
      await send(`${path}/${body.uploadId}`, content, 0, await credentials(LEAD));
      expect(await api.as(LEAD).post(`${path}/${body.uploadId}/complete`)).toMatchObject({
        status: 422,
        body: { code },
      });
      const given = await fetch(`${api.address}${path}/${body.uploadId}`, {
        method: 'DELETE',
        headers: await credentials(LEAD),
      });
      expect([given.status, (await api.as(LEAD).get(`${path}/${body.uploadId}`)).status]).toEqual([204, 404]);
    }
    expect(await listed(LEAD, noise.id)).toHaveLength(1);
  });

  test('is for those whose work it shows', async () => {
    const path = `/api/v1/whistles/${noise.id}/uploads`;
    const code = async (account: string, about: Loose) =>
      (await api.as(account).post(path, { bytes: 10, ...about })).body['code'];
    expect(await code(LEAD, { purpose: 'RESULT', assignmentId: 'a2' })).toBe('auth/not-allowed');
    expect(await code('clerk-s1-jd-1', { purpose: 'RESULT', assignmentId: 'a2' })).toBe('assignment/not-signed');
    expect(await code('clerk-hj-1', { purpose: 'RESULT', assignmentId: 'a1' })).toBe('whistle/not-found');
    expect(await code(LEAD, { purpose: 'CHECK' })).toBe('auth/not-allowed');
    expect(await code('dispatcher', { purpose: 'SELF_RESOLUTION' })).toBe('auth/not-allowed');
    expect(await code('grid-worker', { purpose: 'VERIFICATION' })).toBe('evidence/not-verifying');
    // an upload is its beginner's alone
    const { body } = await api.as(LEAD).post<Upload>(path, { bytes: 10, purpose: 'RESULT', assignmentId: 'a1' });
    expect(await send(`${path}/${body.uploadId}`, Buffer.alloc(1), 0, await credentials('dispatcher'))).toBe(
      'upload/not-found',
    );
    const bodiless = await fetch(`${api.address}${path}/${body.uploadId}`, {
      method: 'PATCH',
      headers: { ...(await credentials(LEAD)), 'upload-offset': '0', 'content-type': 'application/json' },
      body: '{}',
    });
    expect([bodiless.status, ((await bodiless.json()) as Loose)['code']]).toEqual([415, 'request/not-bytes']);
  });
});

test('what has to be shown is not done before it is (佐证)', async () => {
  const { id } = await raised(api.anonymous, { categoryCode: 'HJ05', description: '河面有油污' });
  await api.as('dispatcher').post(`/api/v1/whistles/${id}/accept`, {});
  const solve = () =>
    api.as('grid-worker').post<Loose>(`/api/v1/whistles/${id}/self-resolution`, { evidence: '已清除' });
  const refused = await solve();
  expect([refused.status, refused.body['code'], refused.body['purpose']]).toEqual([
    422,
    'whistle/evidence-missing',
    'SELF_RESOLUTION',
  ]);
  await handIn('grid-worker', id, jpegPhoto(), { purpose: 'SELF_RESOLUTION' });
  // nobody can be called: it is checked
  expect((await solve()).body).toMatchObject({ status: 'CHECKING' });
});

describe('what a reporter hands in', () => {
  let photo: Buffer;
  let evidenceId: string;
  const at = (of: Decided, rest = '') => `/api/v1/follow/${of.number}${rest}`;
  const handInByCode = async (of: Decided, content: Buffer): Promise<string> => {
    const begun = await api.anonymous.post<Upload>(at(of, '/uploads'), { bytes: content.length }, byCode(of));
    expect(begun.status).toBe(201);
    const own = at(of, `/uploads/${begun.body.uploadId}`);
    expect(await send(own, content, 0, byCode(of).headers)).toBe(String(content.length));
    expect((await api.anonymous.post(`${own}/complete`, {}, byCode(of))).status).toBe(200);
    return begun.body.uploadId;
  };
  const content = (of: string, id: string, original = false) =>
    `/api/v1/whistles/${of}/evidence/${id}/content${original ? '?original=true' : ''}`;
  const statuses = (accounts: readonly string[], path: string): Promise<number[]> =>
    Promise.all(accounts.map(async (account) => (await read(path, await credentials(account))).status));

  beforeAll(async () => {
    photo = jpegPhoto(6);
    evidenceId = await handInByCode(noise, photo);
  });

  test('comes with the follow-up code, and is seen by it', async () => {
    const { body } = await api.anonymous.get<Page<Item>>(at(noise, '/evidence'), byCode(noise));
    expect(body.items).toMatchObject([
      { evidenceId, purpose: 'RAISING', mediaType: 'image/jpeg', original: { bytes: photo.length } },
    ]);
    const own = await read(at(noise, `/evidence/${evidenceId}/content`), byCode(noise).headers);
    expect([own.status, own.content.equals(photo)]).toEqual([200, true]);
    expect((await read(at(noise, `/evidence/${evidenceId}/content`), { [CODE]: 'WRNG-CODE' })).status).toBe(404);
  });

  test('leaves without the place where it was taken, with headers that let nothing run', async () => {
    const copy = await read(content(noise.id, evidenceId), await credentials('grid-worker'));
    expect([copy.status, copy.content.includes(TELLTALE), copy.content.includes(PICTURE)]).toEqual([200, false, true]);
    expect(
      Object.fromEntries(
        [
          'content-type',
          'x-content-type-options',
          'content-disposition',
          'content-security-policy',
          'cache-control',
        ].map((name) => [name, copy.headers.get(name)]),
      ),
    ).toEqual({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'content-disposition': `inline; filename="raising-${evidenceId.slice(0, 8)}.jpg"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    });
  });

  test('is seen as it is by assignees and the desk only, and it is recorded who has seen it', async () => {
    const accounts = [LEAD, 'dispatcher', 'supervisor', 'grid-worker', 'auditor', 'clerk-hj-1', 'resident'];
    expect(await statuses(accounts, content(noise.id, evidenceId, true))).toEqual([200, 200, 200, 403, 403, 404, 404]);
    expect(await statuses([LEAD], content(noise.id, evidenceId, true))).toEqual([200]);
    const { body } = await api
      .as('auditor')
      .get<Page<{ evidenceId?: string; actor: { id: string } }>>(`/api/v1/whistles/${noise.id}/reveals`);
    const seen = body.items.filter((one) => one.evidenceId === evidenceId).map(({ actor }) => actor.id);
    expect(seen.sort()).toEqual([LEAD, 'dispatcher', 'supervisor'].sort());
  });

  test('is kept from departments where the reporter is', async () => {
    const secret = await dispatched(api, { reporter: REPORTER, anonymity: 'CONFIDENTIAL' });
    await api.as(LEAD).post(`/api/v1/whistles/${secret.id}/assignments/a1/sign`);
    const theirs = await handInByCode(secret, photo);
    const results = await handIn(LEAD, secret.id, photo, { purpose: 'RESULT', assignmentId: 'a1' });
    expect(await statuses([LEAD, 'dispatcher'], content(secret.id, theirs, true))).toEqual([403, 200]);
    expect(await statuses([LEAD, 'clerk-s1-jd-1'], content(secret.id, theirs))).toEqual([200, 200]);
    expect(await statuses([LEAD, 'clerk-s1-jd-1'], content(secret.id, results, true))).toEqual([200, 200]);
    expect((await listed(LEAD, secret.id)).map(({ original }) => original === null)).toEqual([true, false]);
  });

  test('has no copy if nothing can be taken out of it, and is then for those only who may see it all', async () => {
    const whistle = await dispatched(api, { reporter: REPORTER });
    const paper = await handInByCode(whistle, pdfPaper());
    expect((await listed('grid-worker', whistle.id))[0]).toMatchObject({ copy: null, original: null });
    expect(await statuses(['grid-worker', 'dispatcher'], content(whistle.id, paper))).toEqual([403, 403]);
    const opened = await read(content(whistle.id, paper, true), await credentials('dispatcher'));
    expect([opened.status, opened.headers.get('content-disposition')]).toEqual([
      200,
      `attachment; filename="raising-${paper.slice(0, 8)}.pdf"`,
    ]);
  });

  test('lies sealed wherever it lies, and goes with the reporter', async () => {
    const whistle = await dispatched(api, { reporter: REPORTER });
    await api.as(LEAD).post(`/api/v1/whistles/${whistle.id}/assignments/a1/sign`);
    const begun = await api.anonymous.post<Upload>(at(whistle, '/uploads'), { bytes: photo.length }, byCode(whistle));
    await send(at(whistle, `/uploads/${begun.body.uploadId}`), photo.subarray(0, -1), 0, byCode(whistle).headers);
    const theirs = await handInByCode(whistle, photo);
    const ours = await handIn(LEAD, whistle.id, photo, { purpose: 'RESULT', assignmentId: 'a1' });
    const dump = await wholeDatabase(api.database);
    for (const clear of [
      TELLTALE,
      Buffer.from(TELLTALE).toString('hex'),
      PICTURE.toString('hex'),
      PICTURE.toString('base64'),
    ]) {
      expect(dump).not.toContain(clear);
    }
    await api.app.get(PersonVault).erase(`whistle-${whistle.id}`);
    const desk = await credentials('dispatcher');
    expect((await read(content(whistle.id, theirs), desk)).status).toBe(410);
    expect((await read(content(whistle.id, ours), desk)).status).toBe(200);
    expect((await listed('dispatcher', whistle.id)).map((one) => one.evidenceId)).toEqual([theirs, ours]);
  });

  test('stands in the timeline, to each as far as they may see it', async () => {
    const { headers } = await api.as(LEAD).get(`/api/v1/whistles/${noise.id}`);
    const position = headers.get('x-position');
    const lines = async (account: string) => {
      const { body } = await api
        .as(account)
        .get<Page<{ type: string; text: string }>>(`/api/v1/whistles/${noise.id}/timeline?limit=200&after=${position}`);
      return body.items.filter(({ type }) => type === 'EvidenceAttached').map(({ text }) => text);
    };
    expect(await lines(LEAD)).toEqual(['柳湖派出所 提交进展附件', '提交诉求材料附件']);
    expect(await lines('clerk-s1-jd-1')).toEqual(['提交诉求材料附件']);
    expect(
      JSON.stringify((await api.as('dispatcher').get(`/api/v1/whistles/${noise.id}/timeline?limit=200`)).body),
    ).not.toMatch(/"box"|"object"/);
    const { body } = await api.anonymous.get<Page<{ type: string }>>(at(noise), byCode(noise));
    expect(body.items.filter(({ type }) => type === 'EvidenceAttached')).toHaveLength(1);
  });

  test('is paged', async () => {
    const whistle = await raised(api.as('resident'));
    const ids = [];
    for (let n = 0; n < 3; n++)
      ids.push(await handIn('resident', whistle.id, jpegPhoto(n + 1), { purpose: 'RAISING' }));
    const path = `/api/v1/whistles/${whistle.id}/evidence?limit=2`;
    const first = await api.as('resident').get<Page<Item>>(path);
    const second = await api.as('resident').get<Page<Item>>(`${path}&cursor=${first.body.nextCursor}`);
    expect([...first.body.items, ...second.body.items].map((one) => one.evidenceId)).toEqual(ids);
    expect(second.body.nextCursor).toBeUndefined();
  });
});
