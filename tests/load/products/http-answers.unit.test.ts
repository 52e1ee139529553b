import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnswers } from './http-answers.ts';

const answer = (status: string, body: string): string =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\nx: y\r\n\r\n${body}`;

for (const size of [1, 3, 50, 1_000])
  test(`answers in pieces of ${size} bytes are there with their last byte`, () => {
    const statuses: number[] = [];
    const answers = createAnswers((status) => statuses.push(status));
    for (const [index, one] of [answer('200 OK', 'x'.repeat(200)), answer('404 Not Found', '')].entries()) {
      for (let at = 0; at < one.length; at += size) {
        assert.equal(statuses.length, index);
        answers.take(Buffer.from(one.slice(at, at + size)));
      }
    }
    assert.deepEqual(statuses, [200, 404]);
  });

test('one that does not say how long it is cannot be read, nor one that is longer than it says', () => {
  const answers = createAnswers(() => undefined);
  const chunked = Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
  assert.throws(() => answers.take(chunked), /how long/);
  const longer = Buffer.from(`${answer('200 OK', 'four')}?`);
  assert.throws(() => createAnswers(() => undefined).take(longer), /1 bytes more/);
});
