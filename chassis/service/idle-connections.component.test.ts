import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import { Registry } from '@prometheus-io/client';
import { silentLog } from '../testing/index.ts';
import { createHttp } from './http.ts';

test('closing waits for the requests that have come, not for connections without any', async (t) => {
  const http = await createHttp({ name: 'test', log: silentLog(), metrics: new Registry() });
  const released = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  http.get('/v1/slow', { config: { access: ['public'] } }, async (_, reply) => {
    reply.hijack();
    // Its head is on the way before closing begins: nothing says to the client that the connection is to end.
    reply.raw.writeHead(200).write('slow');
    began.resolve();
    await released.promise;
    reply.raw.end(' but whole');
  });
  await http.listen({ host: '127.0.0.1', port: 0 });
  const { port } = http.server.address() as AddressInfo;
  const silent = connect(port, '127.0.0.1');
  t.after(() => silent.destroy());
  await once(silent, 'connect');
  const answer = fetch(`http://127.0.0.1:${port}/v1/slow`);
  await began.promise;

  const closed = http.close();
  await once(silent, 'close');
  released.resolve();
  assert.equal(await (await answer).text(), 'slow but whole');
  await closed;
});
