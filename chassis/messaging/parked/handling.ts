import type { Database } from '../../postgres/index.ts';
import { createCounter, type Log, type Metrics } from '../../service/index.ts';
import type { Handler } from '../handler.ts';
import type { AuditAction } from './audit-store.ts';

/** What a service's parked messages are handled with. */
export type ParkedMessagesOptions = {
  readonly db: Database;
  /** As createConsumer answers them. */
  readonly consumers: readonly { readonly name: string; readonly handlers: readonly Handler[] }[];
  readonly metrics: Metrics;
  readonly log: Log;
};

/** Tells of an action once its transaction is committed. */
export type CountAction = (consumer: string, action: AuditAction) => void;

const ACTIONS = {
  name: 'parked_message_actions_total',
  help: 'What people have done with parked messages.',
  labels: { messaging_consumer_group_name: null, action: null },
} as const;

/** Every consumer begins with 0 of each action, so that the first one shows as an increase. */
export const countActions = ({ metrics, consumers }: ParkedMessagesOptions): CountAction => {
  const actions = createCounter(metrics, ACTIONS);
  for (const { name } of consumers)
    for (const action of ['retried', 'retry-failed', 'discarded', 'erased'] satisfies AuditAction[])
      actions.inc({ messaging_consumer_group_name: name, action }, 0);
  return (consumer, action) => actions.inc({ messaging_consumer_group_name: consumer, action });
};
