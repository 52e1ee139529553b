import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { createConnections } from './connections.ts';

/** A mail server that refuses `no@`, never answers for `mute@`, and counts. */
const startServer = async (context: TestContext) => {
  const sockets: Socket[] = [];
  const taken: string[] = [];
  const serve = async (socket: Socket): Promise<void> => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write('220 test\r\n');
    let content: string[] | null = null;
    for await (const line of createInterface({ input: socket })) {
      if (content !== null && line !== '.') content.push(line);
      else if (content !== null) {
        taken.push(content.join('\n'));
        content = null;
        socket.write('250 OK\r\n');
      } else if (line.includes('<no@')) socket.write('550 5.1.1 No\r\n');
      else if (line === 'DATA') {
        content = [];
        socket.write('354 Go\r\n');
      } else if (!line.includes('<mute@')) socket.write('250 OK\r\n');
    }
  };
  const server = createServer((socket) => void serve(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const connections = createConnections(`smtp://127.0.0.1:${address.port}`, 1_000);
  context.after(() => {
    connections.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const send = (to: string, content = 'Subject: x\r\n\r\nHello\r\n') =>
    connections.send({ sender: 'shop@example.com', recipients: [to], content: Buffer.from(content) });
  return { sockets, taken, connections, send };
};

test('a connection stays open for the next mail, also after the server refused one', async (context) => {
  const { sockets, taken, send } = await startServer(context);
  await send('a@example.com', 'Subject: x\r\n\r\n.\r\n');
  await assert.rejects(send('no@example.com'), { code: 'EENVELOPE', responseCode: 550 });
  await send('b@example.com');
  assert.equal(sockets.length, 1);
  assert.deepEqual(taken, ['Subject: x\n\n..', 'Subject: x\n\nHello']);
  await Promise.all([send('a@example.com'), send('b@example.com')]);
  assert.equal(sockets.length, 2);
});

test('after a thousand mails another connection is opened', async (context) => {
  const { sockets, taken, send } = await startServer(context);
  for (let n = 0; n < 1_001; n += 1) await send('a@example.com');
  assert.deepEqual([taken.length, sockets.length], [1_001, 2]);
});

test('a mail that is not answered in time fails, and so does its connection only', async (context) => {
  const { sockets, send } = await startServer(context);
  await send('a@example.com');
  await assert.rejects(send('mute@example.com'), { code: 'EABORT' });
  await send('a@example.com');
  assert.equal(sockets.length, 2);
});

test('what is under way at the end fails, and nothing begins any more', async (context) => {
  const { sockets, connections, send } = await startServer(context);
  const mute = assert.rejects(send('mute@example.com'), { code: 'ECONNECTION' });
  await eventually(() => assert.equal(sockets.length, 1));
  connections.close();
  await mute;
  await assert.rejects(send('a@example.com'), { code: 'ECONNECTION' });
});

test('a connection that the server ended meanwhile is not used again', async (context) => {
  const { sockets, send } = await startServer(context);
  await send('a@example.com');
  sockets[0]?.end();
  await eventually(() => assert.equal(sockets[0]?.closed, true));
  await send('b@example.com');
  assert.equal(sockets.length, 2);
});

test('a server that is not there is an error of the connection', async () => {
  const connections = createConnections('smtp://127.0.0.1:1', 1_000);
  const message = { sender: 'a@b.c', recipients: ['d@e.f'], content: Buffer.from('x') };
  await assert.rejects(connections.send(message), { code: 'ESOCKET', command: 'CONN' });
});
