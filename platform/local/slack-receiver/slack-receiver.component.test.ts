import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ReceiverUnderTest, startReceiver } from './receiver-for-tests.ts';

let receiver: ReceiverUnderTest;
before(async () => {
  receiver = await startReceiver();
});
after(() => receiver?.stop());

test('what Slack takes is taken, kept over a kill, and found by its text', async () => {
  assert.deepEqual(await receiver.post({ text: 'Hello' }), [200, 'ok']);
  assert.deepEqual(
    await receiver.post({ attachments: [{ title: 'FIRING: Lag', color: 'danger', text: '12 seconds' }] }),
    [200, 'ok'],
  );
  await receiver.killAndStartAgain();
  const [newest] = await receiver.messages();
  assert.equal(newest?.payload.attachments?.[0]?.title, 'FIRING: Lag');
  assert.equal((await receiver.messages('?text=HELLO')).length, 1);
  assert.equal((await receiver.messages(`?after=${newest?.id}`)).length, 0);
});

test("what Slack refuses is refused with Slack's words, and counted", async () => {
  for (const [body, words] of [
    [{}, 'no_text'],
    [{ text: '' }, 'no_text'],
    [{ attachments: [{ color: 'good' }] }, 'no_text'],
    [{ text: 7 }, 'invalid_payload'],
    [[], 'invalid_payload'],
    [{ text: 'x', txet: 'y' }, 'invalid_payload'],
    [{ attachments: [{ text: 'x', color: 'crimson' }] }, 'invalid_payload'],
    [{ attachments: [{ text: 'x', title_link: 'javascript:alert(1)' }] }, 'invalid_payload'],
    [{ text: 'x'.repeat(40_001) }, 'invalid_payload'],
    [{ attachments: Array.from({ length: 101 }, () => ({ text: 'x' })) }, 'too_many_attachments'],
  ] as const)
    assert.deepEqual(await receiver.post(body), [400, words], JSON.stringify(body).slice(0, 80));
  assert.match(await receiver.metrics(), /slack_receiver_messages_total\{[^}]*outcome="refused"[^}]*\} 10/);
});

test('only so many messages are kept', async () => {
  for (let i = 0; i < 510; i += 1) await receiver.post({ text: `number ${i}` });
  const pages = await receiver.messages('?text=number');
  assert.equal(pages[0]?.payload.text, 'number 509');
  const newest = pages[0]?.id ?? 0;
  const [oldest] = (await receiver.messages(`?text=number`)).slice(-1);
  assert.ok((oldest?.id ?? 0) > newest - 500);
  assert.deepEqual(await receiver.messages('?text=hello'), []);
});

test("the page shows Slack's markup and lets nothing run", async () => {
  await receiver.post({
    attachments: [
      {
        title: 'T <b>',
        title_link: 'http://127.0.0.1/t',
        text: '*bold* snake_case_word _soft_ `code` <https://a.example/?x=1&amp;y=2|link> &lt;script&gt;alert(1)&lt;/script&gt; <script>x</script>',
      },
    ],
  });
  const answer = await fetch(receiver.url);
  const text = await answer.text();
  assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  assert.match(text, /<b>bold<\/b> snake_case_word <i>soft<\/i> <code>code<\/code>/);
  assert.match(text, /<a href="https:\/\/a\.example\/\?x=1&amp;y=2" rel="noreferrer">link<\/a>/);
  assert.match(text, /T &lt;b&gt;/);
  assert.doesNotMatch(text, /<script/);
});

test('a runbook is shown under the path that alerts name, and nothing beside the runbooks', async () => {
  const read = (path: string) => fetch(receiver.url + path);
  assert.match(await (await read('/docs/runbooks/consumer-lag.md')).text(), /# ConsumerLag/);
  assert.equal((await read('/docs/runbooks/no-such.md')).status, 404);
  assert.equal((await read('/docs/runbooks/..%2Fdecisions%2F0001-record-decisions.md')).status, 400);
});
