import type { Order } from '@fondaco/contracts/http/orders';
import type { OrderView } from '@fondaco/contracts/http/storefront-bff';

/** An order as its customer sees it: without what the order process keeps for itself. */
export const orderView = (order: Order): OrderView => ({
  orderId: order.orderId,
  state: order.state,
  final: order.final,
  placedAt: order.placedAt,
  total: order.total,
  lines: order.lines,
  shortages: order.shortages,
  timeline: order.timeline.map(({ state, at }) => ({ state, at })),
});
