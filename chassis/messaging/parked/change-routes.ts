import { type Caller, Problem, type Routes } from '../../service/index.ts';
import { discardMessages } from './discard-messages.ts';
import { erasePerson } from './erase-person.ts';
import { countActions, type ParkedMessagesOptions } from './handling.ts';
import {
  DiscardRequest,
  DiscardResponse,
  EraseRequest,
  EraseResponse,
  RetryRequest,
  RetryResponse,
} from './parked-message-schemas.ts';
import { type RetryOutcome, retryMessage } from './retry-message.ts';
import { type RetrySelection, retryMessages } from './retry-messages.ts';

const ACCESS = { access: ['staff', 'service:operator'] } as const;

/** To do something about what is parked. Each act is recorded with who did it. */
export const changeRoutes = (options: ParkedMessagesOptions): Routes => {
  const { db, consumers, log } = options;
  const count = countActions(options);
  const retry = retryMessages({ db, retryMessage: retryMessage({ db, consumers, count, log }) });
  const discard = discardMessages({ db, count });
  const erase = erasePerson({ db, count });

  return (http) => {
    http.post(
      '/v1/parked-messages/retry',
      {
        config: ACCESS,
        schema: {
          operationId: 'retryParkedMessages',
          summary: 'Process parked messages now: some, or all of a consumer or of a key',
          description:
            'In the order in which they came, each in a transaction of its own; what fails holds up what follows it under its key. Safe to repeat.',
          body: RetryRequest,
          response: { 200: RetryResponse },
        },
      },
      async (request) => {
        const { results, continueAfter } = await retry(selectionOf(request.body), actorOf(request.identity));
        return {
          results: results.map(({ id, ...outcome }) => ({ id, ...retryAnswer(outcome) })),
          continueAfter,
        };
      },
    );

    http.post(
      '/v1/parked-messages/discard',
      {
        config: ACCESS,
        schema: {
          operationId: 'discardParkedMessages',
          summary: 'Throw parked messages away, and say why',
          description: 'They are gone for good; what follows them under their key can be retried.',
          body: DiscardRequest,
          response: { 200: DiscardResponse },
        },
      },
      async (request) => {
        const reason = request.body.reason
          .toWellFormed()
          .replace(/\p{Control}+/gu, ' ')
          .trim();
        if (reason === '') throw reasonMissing();
        const outcomes = await discard(request.body.ids, reason, actorOf(request.identity));
        return {
          results: outcomes.map(({ id, kind }) =>
            kind === 'discarded' ? { id, outcome: kind } : { id, ...NOT_PARKED },
          ),
        };
      },
    );

    http.post(
      '/v1/parked-messages/erase',
      {
        config: ACCESS,
        schema: {
          operationId: 'eraseFromParkedMessages',
          summary: "Take a person's data out of all parked messages",
          description: 'Ids and amounts stay. Safe to repeat.',
          body: EraseRequest,
          response: { 200: EraseResponse },
        },
      },
      async (request) => ({
        erased: await erase(request.body.customerId.toLowerCase(), actorOf(request.identity)),
      }),
    );
  };
};

const actorOf = (caller: Caller | null): string =>
  caller?.kind === 'user' ? caller.userId : (caller?.name ?? 'unknown');

const selectionOf = (body: RetrySelection): RetrySelection => {
  const filtered = body.consumer !== undefined || body.key !== undefined;
  if ((body.ids !== undefined) === filtered) throw selectionUnclear();
  return body;
};

const NOT_PARKED = {
  outcome: 'refused',
  code: 'parked-messages/not-found',
  detail: 'No such message is parked, or no more.',
} as const;

const retryAnswer = (outcome: RetryOutcome) => {
  switch (outcome.kind) {
    case 'retried':
      return { outcome: outcome.kind };
    case 'failed':
      return { outcome: outcome.kind, code: 'parked-messages/failed-again', detail: outcome.reason };
    case 'earlier-parked':
      return {
        outcome: 'refused' as const,
        code: 'parked-messages/earlier-parked',
        detail: `Message ${outcome.earlierId} of the same key came earlier: retry or discard it first, or retry by key.`,
      };
    case 'gone':
      return NOT_PARKED;
  }
};

const selectionUnclear = (): Problem =>
  new Problem({
    status: 400,
    code: 'parked-messages/selection-unclear',
    title: 'Say which messages to retry',
    detail: 'Either ids, or a consumer, a key, or both of these.',
  });

const reasonMissing = (): Problem =>
  new Problem({
    status: 400,
    code: 'parked-messages/reason-missing',
    title: 'Say why the messages are discarded',
  });
