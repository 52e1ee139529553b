import { Agent, fetch } from 'undici';
import type { StartedSandbox } from './start-sandbox.ts';

export const GOOD_CARD = { number: '4242 4242 4242 4242', expiryMonth: 12, expiryYear: 2040, cvc: '737' };

/** Speaks to the provider's own origin as a browser on a page of the shop would. */
export const browserOf = (sandbox: Pick<StartedSandbox, 'authority' | 'browserUrl' | 'shopOrigin'>) => {
  const agent = new Agent({ connect: { ca: sandbox.authority } });
  const go = (path: string, request: object = {}) =>
    fetch(`${sandbox.browserUrl}${path}`, { dispatcher: agent, redirect: 'manual', ...request });
  return {
    go,
    sendCard: (card: object, origin: string = sandbox.shopOrigin) =>
      go('/v1/card-tokens', {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify(card),
      }),
    decide: (path: string, decision: string) =>
      go(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `decision=${decision}`,
      }),
    close: () => agent.destroy(),
  };
};
