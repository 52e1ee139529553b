import assert from 'node:assert/strict';
import { eventually } from '@fondaco/chassis/testing';
import type { Order } from '@fondaco/contracts/http/orders';
import type { Shopper } from './shopper.ts';

/** The order once it waits for no answer and no payment. */
export const settled = (shopper: Shopper, token: string, orderId: string): Promise<Order> =>
  eventually(
    async () => {
      const order = await shopper.order(token, orderId);
      assert.ok(order.final, `it is still ${order.state}`);
      return order;
    },
    { within: 60_000 },
  );

/** The order once it is in the state. */
export const inState = (
  shopper: Shopper,
  token: string,
  orderId: string,
  state: Order['state'],
): Promise<Order> =>
  eventually(
    async () => {
      const order = await shopper.order(token, orderId);
      assert.equal(order.state, state);
      return order;
    },
    { within: 60_000 },
  );
