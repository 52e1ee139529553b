import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { topology } from '../../../topology.ts';
import { keptPrivateFile, writePrivateFile } from './private-file.ts';
import { prepareSecrets } from './secrets.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-secrets-'));
});
afterEach(() => rm(folder, { recursive: true }));

const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

test('secrets are made once and read back at the next start', async () => {
  const directory = join(folder, 'secrets');
  const first = await prepareSecrets({ directory, topology });
  assert.deepEqual(await prepareSecrets({ directory, topology }), first);
});

test('only the owner may read secrets, also after somebody made them readable', async () => {
  const directory = join(folder, 'secrets');
  const { kafka } = await prepareSecrets({ directory, topology });
  await chmod(kafka.admin.path, 0o644);
  await chmod(directory, 0o755);
  await prepareSecrets({ directory, topology });
  assert.equal(await mode(directory), 0o700);
  for (const name of await readdir(directory)) assert.equal(await mode(join(directory, name)), 0o600, name);
});

test('every database, user and BFF has secrets of its own', async () => {
  const secrets = await prepareSecrets({ directory: join(folder, 'secrets'), topology });
  const values = [
    ...Object.values(secrets.databases).flatMap((one) => [one.superuser, one.owner, one.service]),
    ...Object.values(secrets.kafka.services),
    ...Object.values(secrets.sessionSecrets),
    secrets.kafka.admin,
    secrets.kafka.broker,
    secrets.kafka.controller,
    secrets.signingKeySecret,
    secrets.paymentSandbox.secretKey,
    secrets.paymentSandbox.webhookSecret,
    secrets.controlToken,
  ].map((secret) => secret.value);
  assert.equal(new Set(values).size, values.length);
  assert.deepEqual(Object.keys(secrets.databases), [
    'users',
    'products',
    'payments',
    'orders',
    'notifications',
  ]);
  assert.deepEqual(Object.keys(secrets.sessionSecrets), ['storefront-bff', 'backoffice-bff']);
  assert.equal(Buffer.from(secrets.signingKeySecret.value, 'base64').length, 32);
});

test('a service key signs what its public part verifies, and the public part has no private one', async () => {
  const { serviceKeys } = await prepareSecrets({ directory: join(folder, 'secrets'), topology });
  const { path, publicKey } = serviceKeys.operator ?? assert.fail('no key for the operator');
  const privateKey = createPrivateKey({ key: JSON.parse(await readFile(path, 'utf8')), format: 'jwk' });
  const signature = sign(null, Buffer.from('a message'), privateKey);
  const verifier = createPublicKey({ key: publicKey, format: 'jwk' });
  assert.ok(verify(null, Buffer.from('a message'), verifier, signature));
  assert.deepEqual(Object.keys(publicKey).sort(), ['crv', 'kty', 'x']);
});

test('of two starts at once the first decides, and nothing else is left behind', async () => {
  const path = join(folder, 'once');
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => keptPrivateFile(path, () => `from ${index}`)),
  );
  assert.equal(new Set(answers).size, 1);
  assert.deepEqual(await readdir(folder), ['once']);
});

test('a private file is replaced as a whole', async () => {
  const path = join(folder, 'settings');
  await writePrivateFile(path, 'a longer first version');
  await writePrivateFile(path, 'second');
  assert.equal(await readFile(path, 'utf8'), 'second');
  assert.equal(await mode(path), 0o600);
});
