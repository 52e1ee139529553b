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
};

export const defineEvent = <Schema extends TObject>(
  definition: EventDefinition<Schema>,
): EventDefinition<Schema> => definition;
