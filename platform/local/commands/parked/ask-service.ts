import { parkedMessagesClient } from '@fondaco/contracts/http/parked-messages';
import { asOperator } from '../operator-call.ts';
import type { OperatorContext } from '../operator-context.ts';

/** A retry answers after ten seconds of work, and what it has begun. */
const DEADLINE_MS = 30_000;

/** Asks a service about its parked messages as the operator. Throws a Failure when it refuses or is away. */
export const askService = <Answer>(
  instance: OperatorContext,
  service: string,
  ask: (messages: ReturnType<typeof parkedMessagesClient>) => Promise<Answer>,
): Promise<Answer> =>
  asOperator(instance, service, (call) => ask(parkedMessagesClient(call)), { deadlineMs: DEADLINE_MS });
