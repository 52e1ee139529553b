import type { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { formatMinute } from '../page/moment.ts';
import { formatMoney } from '../page/money.ts';
import { ProductName } from '../page/product-name.tsx';

type Props = { readonly order: OrderView };
type Lines = OrderView['shipments'][number]['lines'];

const nameIn = (order: OrderView) => (sku: string) =>
  order.lines.find((line) => line.sku === sku)?.name ?? `Article ${sku}`;

/** How far a line has come, once there is something to say. */
export const progressOf = ({ quantity, shipped, refunded }: OrderView['lines'][number]): string =>
  [
    shipped > 0 && (shipped === quantity ? 'Shipped' : `${shipped} of ${quantity} shipped`),
    refunded > 0 && (refunded === quantity ? 'refunded' : `${refunded} refunded`),
  ]
    .filter((part) => part !== false)
    .join(', ')
    .replace(/^r/, 'R');

export const Shortages = ({ order }: Props) => {
  if (order.shortages.length === 0) return null;
  const nameOf = nameIn(order);
  return (
    <section className="notice notice-bad" aria-labelledby="short" data-testid="shortages">
      <h2 id="short">There wasn’t enough on the shelf</h2>
      <ul>
        {order.shortages.map(({ sku, requested, available }) => (
          <li key={sku}>
            <ProductName name={nameOf(sku)} />: you asked for {requested},{' '}
            {available === 0 ? 'none was left' : `${available} ${available === 1 ? 'was' : 'were'} left`}.
          </li>
        ))}
      </ul>
      <p>We deliver whole orders only. Order again with less and it goes through.</p>
    </section>
  );
};

const Pieces = ({ order, lines }: Props & { readonly lines: Lines }) => {
  const nameOf = nameIn(order);
  return (
    <ul className="pieces">
      {lines.map(({ sku, quantity }) => (
        <li key={sku}>
          {quantity} × <ProductName name={nameOf(sku)} />
        </li>
      ))}
    </ul>
  );
};

const SHIPMENT = {
  requested: 'Being packed',
  shipped: 'Shipped',
  stopped: 'Held back: the payment could not be taken',
} as const;

export const Shipments = ({ order }: Props) => {
  if (order.shipments.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="shipments" data-testid="shipments">
      <h2 id="shipments">{order.shipments.length === 1 ? 'Shipment' : 'Shipments'}</h2>
      {order.shipments.map(({ shipmentId, state, lines, carrier, trackingCode, at }) => (
        <article key={shipmentId} className="parcel" data-state={state}>
          <p className="parcel-head">
            <strong>{SHIPMENT[state] ?? state}</strong>
            <time dateTime={at}>{formatMinute(at)}</time>
          </p>
          <Pieces order={order} lines={lines} />
          {(carrier !== null || trackingCode !== null) && (
            <p className="hint">
              {carrier ?? 'Tracking'}
              {trackingCode !== null && `, tracking code ${trackingCode}`}
            </p>
          )}
        </article>
      ))}
    </section>
  );
};

const REFUND = {
  requested: 'On its way to you',
  refunded: 'Given back',
  failed: 'It didn’t go through; we look into it',
} as const;

export const Refunds = ({ order }: Props) => {
  if (order.refunds.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="refunds" data-testid="refunds">
      <h2 id="refunds">{order.refunds.length === 1 ? 'Refund' : 'Refunds'}</h2>
      {order.refunds.map(({ refundId, state, amount, lines, reason, at }) => (
        <article key={refundId} className="parcel" data-state={state}>
          <p className="parcel-head">
            <strong>
              {formatMoney(amount)} · {REFUND[state] ?? state}
            </strong>
            <time dateTime={at}>{formatMinute(at)}</time>
          </p>
          <Pieces order={order} lines={lines} />
          <p className="hint">{reason}</p>
        </article>
      ))}
    </section>
  );
};

export const Delivery = ({ order }: Props) => {
  const { name, line1, line2, postcode, city, country } = order.delivery;
  const place = [postcode, city].filter(Boolean).join(' ');
  return (
    <section className="panel" aria-labelledby="delivery">
      <h2 id="delivery">Delivery</h2>
      <address>
        {[name, line1, line2, place, country].filter(Boolean).map((line) => (
          <span key={line}>{line}</span>
        ))}
      </address>
      <p className="hint">We write to {order.email}.</p>
    </section>
  );
};
