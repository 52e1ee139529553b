import { BffProblem } from '@fondaco/chassis/browser';
import type { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { Link, useLocation, useParams } from 'react-router';
import { OrderTable } from '../checkout/checkout-form.tsx';
import { Failure } from '../page/failure.tsx';
import { formatMinute } from '../page/moment.ts';
import { formatMoney } from '../page/money.ts';
import { NotFoundPage } from '../page/not-found-page.tsx';
import { PageTitle } from '../page/page-title.tsx';
import { Waiting } from '../page/waiting.tsx';
import { PaymentPanel } from '../payment/payment-panel.tsx';
import { CancelOrder } from './cancel-order.tsx';
import { Delivery, progressOf, Refunds, Shipments, Shortages } from './order-parts.tsx';
import { wordsFor } from './order-state.tsx';
import { Timeline } from './timeline.tsx';
import { useWatchedOrder } from './watched-order.ts';

export const OrderPage = () => {
  const { orderId = '' } = useParams();
  const { order, failure, gaveUp, retry, look } = useWatchedOrder(orderId);

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
  return <Order order={order} lost={failure !== null} look={look} />;
};

type Props = {
  readonly order: OrderView;
  /** Whether the last look failed. */
  readonly lost: boolean;
  readonly look: () => void;
};

const Order = ({ order, lost, look }: Props) => {
  const placed = (useLocation().state as { placed?: boolean } | null)?.placed === true;
  const { name, meaning, tone } = wordsFor(order.state);
  const number = `Order ${shortId(order.orderId)}`;
  const thanks = tone === 'good' ? 'Thank you for your order' : 'Your order is placed';
  const title = placed && tone !== 'bad' ? thanks : number;
  return (
    <>
      <PageTitle>{`${number}: ${name}`}</PageTitle>
      <p className="crumb">
        <Link to="/orders">Your orders</Link>
      </p>
      <h1>{title}</h1>
      <p className="under-title">
        {title !== number && `${number} · `}
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
          <PaymentPanel order={order} look={look} />
          <Shortages order={order} />
          <section className="panel" aria-labelledby="ordered">
            <h2 id="ordered">What you ordered</h2>
            <OrderTable lines={order.lines} note={progressOf} />
            <p className="sum-row">
              <span>Total</span>
              <strong className="price price-large" data-testid="order-total">
                {formatMoney(order.total)}
              </strong>
            </p>
          </section>
          <Shipments order={order} />
          <Refunds order={order} />
          <Delivery order={order} />
        </div>
        <aside className="sum" aria-labelledby="steps">
          <h2 id="steps">What happened</h2>
          <Timeline order={order} />
          {order.cancellable && <CancelOrder orderId={order.orderId} onDone={look} />}
        </aside>
      </div>
    </>
  );
};

/** UUIDv7 begins with the time, so neighbours look alike: its end tells them apart. */
export const shortId = (orderId: string) => orderId.slice(-8).toUpperCase();
