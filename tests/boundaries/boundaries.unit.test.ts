import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

const repository = join(import.meta.dirname, '../..');
const run = promisify(execFile);

type Violation = { from: string; to: string; rule: { name: string } };

/** Lays the files out below a copy of the house's frame and answers what the boundary check says. */
const check = async (house: string, files: Record<string, string>): Promise<Violation[]> => {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(house, dirname(path)), { recursive: true });
    await writeFile(join(house, path), text);
  }
  const { stdout } = await run(
    process.execPath,
    [
      join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      ...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? path)),
    ],
    { cwd: house, maxBuffer: 64 * 1024 * 1024 },
  ).catch((error: { stdout: string }) => error);
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
};

/** For each rule the smallest pair of files that breaks it and nothing else. */
const planted: Record<string, { from: string; to: string; files: Record<string, string> }> = {
  'no-service-imports-another': {
    from: 'services/orders/src/place-order/place-order.ts',
    to: 'services/users/src/account/account.ts',
    files: {
      'services/orders/src/place-order/place-order.route.ts': '',
      'services/orders/src/place-order/place-order.ts':
        "import { account } from '../../../users/src/account/account.ts';\nexport const order = account;\n",
      'services/users/src/account/account.ts': 'export const account = 1;\n',
    },
  },
  'chassis-has-no-business-words': {
    from: 'chassis/service/server.ts',
    to: 'contracts/http/orders.ts',
    files: {
      'chassis/service/server.ts':
        "import type { Order } from '@fondaco/contracts/http/orders';\nexport type A = Order;\n",
      'contracts/http/orders.ts': 'export type Order = string;\n',
    },
  },
  'contracts-are-promises-only': {
    from: 'contracts/events/event.ts',
    to: 'chassis/messaging/index.ts',
    files: {
      'contracts/events/event.ts':
        "import { outbox } from '@fondaco/chassis/messaging';\nexport const event = outbox;\n",
      'chassis/messaging/index.ts': 'export const outbox = 1;\n',
    },
  },
  'edge-has-no-database-and-no-topic': {
    from: 'edge/storefront-bff/src/service.ts',
    to: 'chassis/postgres/index.ts',
    files: {
      'edge/storefront-bff/src/service.ts':
        "import { createDatabase } from '@fondaco/chassis/postgres';\nexport const db = createDatabase;\n",
      'chassis/postgres/index.ts': 'export const createDatabase = 1;\n',
    },
  },
  'running-code-does-not-know-the-topology': {
    from: 'services/orders/src/config.ts',
    to: 'topology.ts',
    files: {
      'services/orders/src/config.ts':
        "import { topology } from '../../../topology.ts';\nexport const config = topology;\n",
      'topology.ts': 'export const topology = {};\n',
    },
  },
  'platform-does-not-run-services-in-process': {
    from: 'platform/local/main.ts',
    to: 'services/orders/src/service.ts',
    files: {
      'platform/local/main.ts':
        "import { orders } from '../../services/orders/src/service.ts';\nexport const main = orders;\n",
      'services/orders/src/service.ts': 'export const orders = 1;\n',
    },
  },
  'interface-runs-in-a-browser': {
    from: 'edge/storefront/src/bff.ts',
    to: 'chassis/service/index.ts',
    files: {
      'edge/storefront/src/bff.ts':
        "import { createHttp } from '@fondaco/chassis/service';\nexport const bff = createHttp;\n",
      'chassis/service/index.ts': 'export const createHttp = 1;\n',
    },
  },
  'no-use-case-imports-another': {
    from: 'services/orders/src/read-order/read-order.ts',
    to: 'services/orders/src/on-stock-reserved/on-stock-reserved.ts',
    files: {
      'services/orders/src/read-order/read-order.route.ts': '',
      'services/orders/src/read-order/read-order.ts':
        "import { react } from '../on-stock-reserved/on-stock-reserved.ts';\nexport const read = react;\n",
      'services/orders/src/on-stock-reserved/on-stock-reserved.ts': 'export const react = 1;\n',
    },
  },
  'decisions-are-pure': {
    from: 'services/orders/src/order/order.ts',
    to: 'chassis/postgres/index.ts',
    files: {
      'services/orders/src/order/order.ts':
        "import type { Transaction } from '@fondaco/chassis/postgres';\nexport type Decide = (tx: Transaction) => void;\n",
      'chassis/postgres/index.ts': 'export type Transaction = string;\n',
    },
  },
  'tests-stay-out-of-the-product': {
    from: 'services/orders/src/service.ts',
    to: 'chassis/testing/index.ts',
    files: {
      'services/orders/src/service.ts':
        "import { eventually } from '@fondaco/chassis/testing';\nexport const orders = eventually;\n",
      'chassis/testing/index.ts': 'export const eventually = 1;\n',
    },
  },
  'no-circle': {
    from: 'chassis/service/a.ts',
    to: 'chassis/service/b.ts',
    files: {
      'chassis/service/a.ts': "import { b } from './b.ts';\nexport const a = (): unknown => b;\n",
      'chassis/service/b.ts': "import { a } from './a.ts';\nexport const b = (): unknown => a;\n",
    },
  },
  'imports-resolve': {
    from: 'chassis/service/a.ts',
    to: './nowhere.ts',
    files: { 'chassis/service/a.ts': "import { nowhere } from './nowhere.ts';\nexport const a = nowhere;\n" },
  },
};

describe('boundaries', () => {
  let house = '';

  before(async () => {
    const configuration = await import(join(repository, '.dependency-cruiser.cjs'));
    const rules = new Set<string>(
      (configuration.default.forbidden as { name: string }[]).map(({ name }) => name),
    );
    assert.deepEqual([...rules].sort(), Object.keys(planted).sort(), 'every rule has a planted violation');
  });

  const freshHouse = async (): Promise<string> => {
    house = await mkdtemp(join(tmpdir(), 'fondaco-boundaries-'));
    await cp(join(repository, '.dependency-cruiser.cjs'), join(house, '.dependency-cruiser.cjs'));
    await writeFile(join(house, 'package.json'), '{"type":"module"}');
    await mkdir(join(house, 'node_modules/@fondaco'), { recursive: true });
    for (const shared of ['chassis', 'contracts']) {
      await mkdir(join(house, shared));
      await cp(join(repository, shared, 'package.json'), join(house, shared, 'package.json'));
      await symlink(join(house, shared), join(house, 'node_modules/@fondaco', shared));
    }
    return house;
  };

  after(async () => {
    if (house) await rm(house, { recursive: true });
  });

  for (const [rule, { from, to, files }] of Object.entries(planted)) {
    test(`catches a planted violation of ${rule}`, async () => {
      if (house) await rm(house, { recursive: true });
      const violations = await check(await freshHouse(), files);
      assert.ok(
        violations.some((found) => found.rule.name === rule && found.from === from && found.to === to),
        `expected ${from} → ${to}, found ${JSON.stringify(violations.map((v) => [v.rule.name, v.from, v.to]))}`,
      );
    });
  }
});
