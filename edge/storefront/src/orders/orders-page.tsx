import type { OrderListView } from '@fondaco/contracts/http/storefront-bff';
import { useCallback, useState } from 'react';
import { Link } from 'react-router';
import { Failure, FormFailure } from '../page/failure.tsx';
import { useLoaded } from '../page/loaded.ts';
import { formatDay } from '../page/moment.ts';
import { formatMoney } from '../page/money.ts';
import { PageTitle } from '../page/page-title.tsx';
import { Waiting } from '../page/waiting.tsx';
import { useShop } from '../shop.tsx';
import { shortId } from './order-page.tsx';
import { StateBadge } from './order-state.tsx';

export const OrdersPage = () => {
  const { bff } = useShop();
  const { loaded, setLoaded, retry } = useLoaded(
    useCallback((signal: AbortSignal) => bff.orders(null, signal), [bff]),
  );
  return (
    <>
      <PageTitle>Your orders</PageTitle>
      <h1>Your orders</h1>
      {loaded.status === 'loading' && <Waiting title="Your orders" what="Opening the order book" />}
      {loaded.status === 'failed' && <Failure failure={loaded.failure} retry={retry} />}
      {loaded.status === 'ready' && (
        <Orders page={loaded.value} onMore={(value) => setLoaded({ status: 'ready', value })} />
      )}
    </>
  );
};

type Props = { readonly page: OrderListView; readonly onMore: (page: OrderListView) => void };

const Orders = ({ page, onMore }: Props) => {
  const { bff } = useShop();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  const more = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const next = await bff.orders(page.nextCursor);
      onMore({ items: [...page.items, ...next.items], nextCursor: next.nextCursor });
    } catch (reason) {
      setFailure(reason);
    } finally {
      setBusy(false);
    }
  };

  if (page.items.length === 0)
    return (
      <div className="notice notice-block">
        <h2>You haven’t ordered anything yet</h2>
        <p>Your orders and how far they have come will stand here.</p>
        <p className="actions">
          <Link className="button" to="/">
            To the catalogue
          </Link>
        </p>
      </div>
    );
  return (
    <>
      <ul className="orders" data-testid="orders">
        {page.items.map((order) => (
          <li key={order.orderId}>
            <Link className="order-row" to={`/orders/${order.orderId}`} data-order={order.orderId}>
              <span className="order-id">{shortId(order.orderId)}</span>
              <time dateTime={order.placedAt}>{formatDay(order.placedAt)}</time>
              <StateBadge state={order.state} />
              <span className="price">{formatMoney(order.total)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <FormFailure failure={failure} />
      {page.nextCursor !== null && (
        <p className="more">
          <button type="button" className="button button-quiet" disabled={busy} onClick={() => void more()}>
            {busy ? 'One moment…' : 'Show earlier orders'}
          </button>
        </p>
      )}
    </>
  );
};
