import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { topology } from '../../../../topology.ts';
import { instancePaths } from '../../instance/paths.ts';
import { allocatePorts } from '../../instance/ports.ts';
import { freePort } from '../../setup/unsupervised.ts';
import { claimInstance } from './claim-instance.ts';

const claiming = async (context: TestContext, onLost: () => void = () => {}) => {
  const root = mkdtempSync(join(tmpdir(), 'fondaco-claim-'));
  context.after(() => rmSync(root, { recursive: true, force: true }));
  const port = 12_345;
  const paths = instancePaths(root, port);
  const addresses = {
    ...allocatePorts(port, topology, { brokers: 1, replicas: {} }),
    control: { host: '127.0.0.1', port: await freePort() },
  };
  const actions = {
    supervisor: () => undefined,
    fleet: () => undefined,
    status: () => Promise.reject(new Error('not asked')),
    shutDown: () => {},
  };
  return { paths, claim: () => claimInstance({ paths, addresses, port, token: () => '', actions, onLost }) };
};

test('a second supervisor is refused with the command that stops the first', async (context) => {
  const { claim } = await claiming(context);
  const first = await claim();
  context.after(() => first.release());
  await assert.rejects(claim(), /running already.*`npm run fondaco -- stop --port 12345`/);
});

test('a folder that cannot be written leaves the control port free', async (context) => {
  const { paths, claim } = await claiming(context);
  mkdirSync(paths.state, { recursive: true });
  writeFileSync(paths.run, 'a file where the folder should be');
  await assert.rejects(claim(), { code: 'EEXIST' });
  rmSync(paths.run);
  (await claim()).release();
});

test('that the folder was removed while the system runs is noticed', async (context) => {
  const lost = Promise.withResolvers<void>();
  const { paths, claim } = await claiming(context, lost.resolve);
  const { release } = await claim();
  context.after(release);
  rmSync(paths.state, { recursive: true });
  await lost.promise;
});
