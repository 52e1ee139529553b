import type { Static, TObject } from 'typebox';
import type { Transaction } from '../postgres/index.ts';
import { annotate } from '../tracing/index.ts';
import type { Event, EventDefinition } from './event.ts';
import { Unprocessable } from './failure.ts';
import { type Incoming, typeOf } from './incoming.ts';
import { validatorOf } from './new-row.ts';

/** What a consumer does with one type of event. Made by `handle`. */
export type Handler = {
  readonly type: string;
  readonly topic: string;
  readonly run: (tx: Transaction, event: Event<unknown>) => Promise<void>;
  /** Throws Unprocessable when the data do not follow the schema. */
  readonly check?: (event: Event<unknown>) => Event<unknown>;
  /** Gets events that were checked. */
  readonly prepare?: (tx: Transaction, events: readonly Event<unknown>[]) => Promise<void>;
};

export type HandlerOptions<Schema extends TObject> = {
  /**
   * Called once, before the reactions, when several events are dealt with in one transaction: with all of
   * them that are of this type, in the order of their keys. The place to take locks in one order, or to read
   * at once what each would read. `react` must do without it: an event that is dealt with alone gets none.
   *
   * Types that lock the same rows must be given one and the same function: it is called once for all of them.
   * Otherwise each would lock in order, but one after the other, and two transactions could wait for each other.
   */
  readonly prepare?: (tx: Transaction, events: readonly Event<Static<Schema>>[]) => Promise<void>;
};

/**
 * `react` runs inside the transaction that holds the inbox row: what it writes and appends happens once.
 * It throws Unprocessable for what will fail again. It waits for nothing but the database: other messages may
 * share the transaction, and wait with it. Fields that the schema does not know are let through.
 */
export const handle = <Schema extends TObject>(
  definition: EventDefinition<Schema>,
  react: (tx: Transaction, event: Event<Static<Schema>>) => Promise<void>,
  options: HandlerOptions<Schema> = {},
): Handler => {
  const validator = validatorOf(definition.schema);
  const { about } = definition;
  const { prepare } = options;

  const check = (event: Event<unknown>): Event<Static<Schema>> => {
    if (!validator.Check(event.data)) {
      const [first] = validator.Errors(event.data);
      throw new Unprocessable(
        `the data does not follow the schema: ${first?.instancePath || '/'} ${first?.message ?? ''}`,
      );
    }
    return event as Event<Static<Schema>>;
  };

  return {
    type: definition.type,
    topic: definition.topic,
    run: async (tx, event) => {
      const checked = check(event);
      if (about !== undefined) annotate(about(checked.data));
      return react(tx, checked);
    },
    check,
    ...(prepare === undefined ? {} : { prepare: prepare as NonNullable<Handler['prepare']> }),
  };
};

/**
 * Which of the handlers a message is for; none when it is of a type that nobody waits for. Messages that do
 * not say what they are have one too: reading them as an event fails, and that parks them.
 */
export const handlerFinder = (
  handlers: readonly Handler[],
): ((incoming: Incoming) => Handler | undefined) => {
  const known = new Map(handlers.map((handler) => [`${handler.topic} ${handler.type}`, handler]));
  return (incoming) => {
    const type = typeOf(incoming);
    return type === null ? MALFORMED : known.get(`${incoming.topic} ${type}`);
  };
};

const MALFORMED: Handler = {
  type: 'malformed',
  topic: '',
  run: async () => undefined,
};
