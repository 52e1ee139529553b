import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inNetwork } from './enter.ts';
import { planNetwork } from './network.ts';

const network = planNetwork('fondaco-8443', [
  { name: 'orders-1', subnet: 'private' },
  { name: 'postgres-orders', subnet: 'isolated' },
  { name: 'gateway', subnet: 'public' },
]);

const spec = {
  name: 'orders-1',
  part: 'orders',
  command: '/usr/bin/node',
  args: ['main.ts'],
  env: { A: 'b' },
  cwd: '/',
  stopSignal: 'SIGTERM',
  stopTimeoutMs: 1,
  ready: async () => undefined,
  readyTimeoutMs: 1,
} as const;

test('a process starts in its own namespace, without any power of root', () => {
  const { command, args, env } = inNetwork(network, spec, '/run/hosts');
  assert.equal(command, 'nsenter');
  assert.deepEqual(args, [
    '--net=/run/netns/fondaco-8443-orders-1',
    'setpriv',
    '--no-new-privs',
    '--bounding-set=-all',
    '--',
    '/usr/bin/node',
    'main.ts',
  ]);
  assert.deepEqual(env, { A: 'b' });
});

test('a process with a user of its own becomes that user only inside', () => {
  const inside = inNetwork(
    network,
    { ...spec, name: 'postgres-orders', user: { uid: 7, gid: 8 } },
    '/run/hosts',
  );
  assert.equal('user' in inside, false);
  assert.ok(inside.args.join(' ').includes('--reuid=7 --regid=8 --clear-groups -- /usr/bin/node'));
});

test('nginx keeps what it needs to make its workers somebody else', () => {
  const { args } = inNetwork(network, { ...spec, name: 'gateway', command: '/usr/sbin/nginx' }, '/run/hosts');
  assert.ok(args.includes('--bounding-set=-all,+chown,+dac_override,+setgid,+setuid'));
});

test('a process without a place is not started anywhere else', () => {
  assert.throws(() => inNetwork(network, { ...spec, name: 'users-1' }, '/run/hosts'), /users-1 has no place/);
});

test('Java is told the names of the network', () => {
  const { args } = inNetwork(network, { ...spec, command: 'java', args: ['kafka.Kafka'] }, '/run/hosts');
  assert.deepEqual(args.slice(-3), ['java', '-Djdk.net.hosts.file=/run/hosts', 'kafka.Kafka']);
});
