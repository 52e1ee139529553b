import type { Static, TObject } from 'typebox';
import type { Transaction } from '../postgres/index.ts';
import type { Event, EventDefinition } from './event.ts';
import { Unprocessable } from './failure.ts';
import { validatorOf } from './new-row.ts';

/** What a consumer does with one type of event. Made by `handle`. */
export type Handler = {
  readonly type: string;
  readonly topic: string;
  readonly run: (tx: Transaction, event: Event<unknown>) => Promise<void>;
};

/**
 * `react` runs inside the transaction that holds the inbox row: what it writes and appends happens once.
 * It throws Unprocessable for what will fail again. Fields that the schema does not know are let through.
 */
export const handle = <Schema extends TObject>(
  definition: EventDefinition<Schema>,
  react: (tx: Transaction, event: Event<Static<Schema>>) => Promise<void>,
): Handler => {
  const validator = validatorOf(definition.schema);
  return {
    type: definition.type,
    topic: definition.topic,
    run: async (tx, event) => {
      if (!validator.Check(event.data)) {
        const [first] = validator.Errors(event.data);
        throw new Unprocessable(
          `the data does not follow the schema: ${first?.instancePath || '/'} ${first?.message ?? ''}`,
        );
      }
      await react(tx, event as Event<Static<Schema>>);
    },
  };
};
