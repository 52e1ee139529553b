import type { ProcessSpec } from '../supervisor/process-spec.ts';

/** What goes on behind an acknowledgement, while an order waits for its confirmation. */
const BEHIND = 4;
/** What nobody waits for. Lower, it would not come up in time on a machine that is busy with other things too. */
const LAST = 5;

const NICENESS: Readonly<Record<string, number>> = {
  kafka: BEHIND,
  payments: BEHIND,
  'postgres-payments': BEHIND,
  'payment-sandbox': BEHIND,
  notifications: LAST,
  'postgres-notifications': LAST,
  'mail-catcher': LAST,
  prometheus: LAST,
  alertmanager: LAST,
};

/**
 * The parts share the cores of one machine here, which they do nowhere else: where these do not suffice, whatever
 * answers people goes first. Without it every answer waits while a broker or a mailer has its turn.
 */
export const withPriority = (part: string, spec: ProcessSpec): ProcessSpec => {
  const niceness = NICENESS[part];
  return niceness === undefined ? spec : { ...spec, niceness };
};
