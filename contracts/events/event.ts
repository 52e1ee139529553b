import type { Static, TObject } from 'typebox';

/**
 * One kind of event: its CloudEvents `type`, the topic that carries it and the key that keeps events of
 * one aggregate in order. A `.v1` changes by addition only; consumers ignore fields they don't know.
 */
export type EventDefinition<Schema extends TObject = TObject> = {
  readonly type: string;
  readonly topic: string;
  readonly schema: Schema;
  readonly key: (data: Static<Schema>) => string;
  /** Ids that log lines and spans about an event of this kind carry. */
  readonly about: (data: Static<Schema>) => Readonly<Record<string, string>>;
};

export const defineEvent = <Schema extends TObject>(
  definition: Omit<EventDefinition<Schema>, 'about'>,
): EventDefinition<Schema> => ({ ...definition, about: orderOf });

/** Most events are about an order. */
const orderOf = (data: unknown): Readonly<Record<string, string>> => {
  const { orderId } = data as { readonly orderId?: unknown };
  return typeof orderId === 'string' ? { orderId } : {};
};
