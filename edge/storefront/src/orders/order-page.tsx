import type { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { Link, useLocation, useParams } from 'react-router';
import { BffProblem } from '../bff.ts';
import { OrderTable } from '../checkout/checkout-form.tsx';
import { Failure } from '../page/failure.tsx';
import { formatMinute, formatSecond } from '../page/moment.ts';
import { formatMoney } from '../page/money.ts';
import { NotFoundPage } from '../page/not-found-page.tsx';
import { PageTitle } from '../page/page-title.tsx';
import { ProductName } from '../page/product-name.tsx';
import { Waiting } from '../page/waiting.tsx';
import { wordsFor } from './order-state.tsx';
import { useWatchedOrder } from './watched-order.ts';

export const OrderPage = () => {
  const { orderId = '' } = useParams();
  const { order, failure, gaveUp, retry } = useWatchedOrder(orderId);

  if (gaveUp && failure instanceof BffProblem && [400, 404].includes(failure.status))
    return <NotFoundPage what="order" />;
  if (order === null && failure === null) return <Waiting title="Order" what="Opening the order book" />;
  if (order === null || gaveUp)
    return (
      <>
        <PageTitle>Order</PageTitle>
        <h1>Order</h1>
        <Failure failure={failure} retry={retry} />
      </>
    );
  return <Order order={order} lost={failure !== null} />;
};

type Props = { readonly order: OrderView /** Whether the last look failed. */; readonly lost: boolean };

const Order = ({ order, lost }: Props) => {
  const placed = (useLocation().state as { placed?: boolean } | null)?.placed === true;
  const { name, meaning, tone } = wordsFor(order.state);
  return (
    <>
      <PageTitle>{`Order ${shortId(order.orderId)}: ${name}`}</PageTitle>
      <p className="crumb">
        <Link to="/orders">Your orders</Link>
      </p>
      <h1>{placed && tone !== 'bad' ? 'Thank you for your order' : `Order ${shortId(order.orderId)}`}</h1>
      <p className="under-title">
        {placed && tone !== 'bad' && `Order ${shortId(order.orderId)} · `}
        {formatMinute(order.placedAt)}
      </p>
      <div className="ledger">
        <div>
          <section
            className={`state state-${tone}`}
            aria-live="polite"
            aria-atomic="true"
            aria-label="State of the order"
            data-testid="order-state"
            data-state={order.state}
          >
            <h2>{name}</h2>
            <p>{meaning}</p>
            {lost && !order.final && (
              <p className="hint">We can’t reach the order book at the moment; this page goes on trying.</p>
            )}
          </section>
          <Shortages order={order} />
          <section className="panel" aria-labelledby="ordered">
            <h2 id="ordered">What you ordered</h2>
            <OrderTable lines={order.lines} />
            <p className="sum-row">
              <span>Total</span>
              <strong className="price price-large" data-testid="order-total">
                {formatMoney(order.total)}
              </strong>
            </p>
          </section>
        </div>
        <aside className="sum" aria-labelledby="steps">
          <h2 id="steps">What happened</h2>
          <ol className="timeline" data-testid="timeline">
            {order.timeline.map((step) => (
              <li key={`${step.state} ${step.at}`} className={`step step-${wordsFor(step.state).tone}`}>
                <span>{wordsFor(step.state).name}</span>
                <time dateTime={step.at}>{formatSecond(step.at)}</time>
              </li>
            ))}
            {!order.final && <li className="step step-next">More to come…</li>}
          </ol>
        </aside>
      </div>
    </>
  );
};

const Shortages = ({ order }: { readonly order: OrderView }) => {
  if (order.shortages.length === 0) return null;
  const nameOf = (sku: string) => order.lines.find((line) => line.sku === sku)?.name ?? `Article ${sku}`;
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

/** UUIDv7 begins with the time, so neighbours look alike: its end tells them apart. */
export const shortId = (orderId: string) => orderId.slice(-8).toUpperCase();
