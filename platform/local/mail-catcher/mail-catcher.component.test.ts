import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { type CatcherUnderTest, startCatcher } from './catcher-for-tests.ts';

let catcher: CatcherUnderTest;
before(async () => {
  catcher = await startCatcher();
});
after(() => catcher?.stop());
afterEach(() => catcher.remove('/api/faults'));

type Listed = { id: number; to: string; subject: string; transmissions: number; orderId: string };
const mailsTo = async (to: string): Promise<Listed[]> =>
  ((await catcher.get(`/api/messages?to=${encodeURIComponent(to)}`)) as { messages: Listed[] }).messages;

const mail = (id: string, ...more: string[]) => [
  `Message-ID: <${id}@shop>`,
  'From: Shop <shop@example.com>',
  'Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=',
  ...more,
];

test('a mail is kept, and found by address, subject, kind and order', async () => {
  const answer = await catcher.handOver(
    'Ann@example.com',
    ...mail('found', 'X-Fondaco-Kind: confirmed', 'X-Fondaco-Order: o-1'),
    '',
    'Hello',
  );
  assert.match(answer ?? '', /^250/);
  for (const query of ['to=ANN@example.com', 'subject=gr%C3%BC', 'kind=confirmed', 'orderId=o-1']) {
    const { messages } = (await catcher.get(`/api/messages?${query}`)) as { messages: Listed[] };
    assert.deepEqual(
      messages.map(({ to, subject }) => [to, subject]),
      [['ann@example.com', 'Grüße']],
      query,
    );
  }
  const [found] = await mailsTo('ann@example.com');
  const whole = (await catcher.get(`/api/messages/${found?.id}`)) as { text: string };
  assert.equal(whole.text.trim(), 'Hello');
});

test('a second mail with the same Message-ID is counted and not kept', async () => {
  type Summary = { messages: number; transmissions: number };
  const before = (await catcher.get('/api/summary')) as Summary;
  for (const text of ['one', 'two']) await catcher.handOver('twice@example.com', ...mail('twice'), '', text);
  const mails = await mailsTo('twice@example.com');
  assert.deepEqual(
    mails.map(({ transmissions }) => transmissions),
    [2],
  );
  const now = (await catcher.get('/api/summary')) as Summary;
  assert.deepEqual([now.messages - before.messages, now.transmissions - before.transmissions], [1, 2]);
  assert.match(await catcher.metrics(), /mail_catcher_transmissions_total\{outcome="repeated"[^}]*\} 1/);
});

test('what was answered with 250 is there after the process was killed', async () => {
  assert.match((await catcher.handOver('kept@example.com', ...mail('kept'), '', 'x')) ?? '', /^250/);
  await catcher.killAndStartAgain();
  assert.equal((await mailsTo('kept@example.com')).length, 1);
});

test('faults refuse, drop or lose mails as long as they last', async () => {
  const to = 'fault@example.com';
  const tryOnce = (id: string) => catcher.handOver(to, ...mail(id), '', 'x');
  for (const [fault, at, answer, kept] of [
    ['refuse-temporarily', 'connection', /^421/, 0],
    ['refuse-temporarily', 'recipient', /^451/, 0],
    ['refuse-permanently', 'recipient', /^550 5\.1\.1/, 0],
    ['refuse-permanently', 'content', /^554/, 0],
    ['drop', 'connection', null, 0],
    ['drop', 'content', null, 0],
    ['lose-answer', 'content', null, 1],
  ] as const) {
    assert.equal((await catcher.post('/api/faults', { fault, at, seconds: 60 })).status, 200);
    const before = (await mailsTo(to)).length;
    const answered = await tryOnce(`${fault}-${at}`);
    if (answer === null) assert.equal(answered, null, `${fault} ${at}`);
    else assert.match(answered ?? '', answer);
    assert.equal((await mailsTo(to)).length - before, kept, `${fault} ${at}`);
  }
  await catcher.remove('/api/faults');
  assert.match((await tryOnce('after')) ?? '', /^250/);
});

test('a fault can be for one address alone, and ends by itself', async () => {
  const fault = { fault: 'refuse-temporarily', at: 'recipient', seconds: 60, to: 'one@example.com' };
  await catcher.post('/api/faults', fault);
  assert.match((await catcher.handOver('other@example.com', ...mail('other'), '', 'x')) ?? '', /^250/);
  assert.match((await catcher.handOver('one@example.com', ...mail('one'), '', 'x')) ?? '', /^451/);
  await catcher.post('/api/faults', { ...fault, seconds: 0.1 });
  await eventually(async () => assert.deepEqual(await catcher.get('/api/faults'), { fault: null }));
});

test('a held mail is kept at once and answered when the fault is over', async () => {
  await catcher.post('/api/faults', { fault: 'hold', seconds: 60 });
  const answer = catcher.handOver('held@example.com', ...mail('held'), '', 'x');
  await eventually(async () => assert.equal((await mailsTo('held@example.com')).length, 1));
  await catcher.remove('/api/faults');
  assert.match((await answer) ?? '', /^250/);
});

test('the page shows a mail without letting it do anything', async () => {
  const hostile = '<script>alert(1)</script><img src="https://evil.example/x">';
  await catcher.handOver(
    'page@example.com',
    'Message-ID: <page@shop>',
    `Subject: ${hostile}`,
    'Content-Type: text/html; charset=utf-8',
    '',
    hostile,
  );
  const [found] = await mailsTo('page@example.com');
  const read = async (path: string) => {
    const answer = await fetch(catcher.url + path);
    return { text: await answer.text(), policy: answer.headers.get('content-security-policy') ?? '' };
  };
  for (const path of ['/', `/messages/${found?.id}`]) {
    const { text, policy } = await read(path);
    assert.doesNotMatch(text, /<script|<img/);
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
  }
  assert.match((await read(`/messages/${found?.id}`)).text, /<iframe sandbox="" /);
  const { text, policy } = await read(`/messages/${found?.id}/html`);
  assert.ok(text.includes(hostile));
  assert.match(policy, /default-src 'none'.*; sandbox;/);
  assert.equal((await fetch(`${catcher.url}/messages/999999`)).status, 404);
});
