import { fileURLToPath } from 'node:url';
import { type Static, Type } from 'typebox';

const schema = Type.Object({
  key: Type.String(),
  number: Type.Integer({ minimum: 0 }),
  pad: Type.Optional(Type.String()),
});

/** The event of these tests: the `number`-th of its `key`. */
export const Counted = {
  type: 'test.counter.counted.v1',
  topic: 'test.counter',
  schema,
  key: (data: Static<typeof schema>) => data.key,
};

export const TEST_MIGRATIONS = fileURLToPath(new URL('migrations-for-tests', import.meta.url));
