import { BffProblem } from '@fondaco/chassis/browser';
import type { BasketQuote, CheckoutRequest, PriceChanged } from '@fondaco/contracts/http/storefront-bff';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { UnavailableLines } from '../basket/unavailable-lines.tsx';
import { FormFailure } from '../page/failure.tsx';
import { formatMoney } from '../page/money.ts';
import { ProductName } from '../page/product-name.tsx';
import { type Customer, RecipientFields, recipientFrom } from './recipient-fields.tsx';

type Props = {
  readonly customer: Customer;
  /** What was asked for before, to begin with. */
  readonly before: CheckoutRequest | null;
  readonly quote: BasketQuote;
  readonly busy: boolean;
  readonly failure: unknown;
  readonly onPlace: (request: CheckoutRequest) => void;
  /** The server has other prices than the ones shown. */
  readonly onNewQuote: (quote: BasketQuote) => void;
};

export const CheckoutForm = ({ customer, before, quote, busy, failure, onPlace, onNewQuote }: Props) => {
  const changed = newQuoteOf(failure);
  useEffect(() => {
    if (changed) onNewQuote({ ...changed, unavailable: [] });
  }, [changed, onNewQuote]);

  const { total } = quote;
  if (total === null) return <UnavailableLines skus={quote.unavailable} />;
  const lines = quote.lines.map(({ sku, quantity }) => ({ sku, quantity }));

  return (
    <form
      className="ledger"
      aria-label="Checkout"
      onSubmit={(event) => {
        event.preventDefault();
        const to = recipientFrom(new FormData(event.currentTarget), navigator.language);
        onPlace({ lines, ...to, expectedTotal: total });
      }}
    >
      <div>
        <UnavailableLines skus={quote.unavailable} />
        <section className="panel" aria-labelledby="delivery">
          <h2 id="delivery">Delivery</h2>
          <RecipientFields customer={customer} before={before} />
        </section>
        <section className="panel" aria-labelledby="lines">
          <div className="panel-head">
            <h2 id="lines">What you order</h2>
            <Link to="/basket">Change it</Link>
          </div>
          <OrderTable lines={quote.lines} />
        </section>
      </div>
      <aside className="sum" aria-label="Total">
        {changed ? (
          <div className="notice notice-bad" role="alert" data-testid="price-changed">
            <strong>Prices have changed while you were here.</strong> The total is now {formatMoney(total)}.
            Nothing was ordered yet: look it over, then order again.
          </div>
        ) : (
          <FormFailure failure={failure} />
        )}
        <p className="sum-row">
          <span>Total</span>
          <strong className="price price-large" data-testid="checkout-total">
            {formatMoney(total)}
          </strong>
        </p>
        <button
          type="submit"
          className="button button-wide"
          disabled={busy || quote.unavailable.length > 0}
          aria-describedby="placing"
        >
          {busy ? 'Placing your order…' : 'Place order'}
        </button>
        <p className="hint" id="placing" role="status">
          {busy ? 'Stay with us for a moment.' : 'You pay on the next page. Until then nothing is charged.'}
        </p>
      </aside>
    </form>
  );
};

const newQuoteOf = (failure: unknown): PriceChanged['quote'] | null =>
  failure instanceof BffProblem && failure.code === 'orders/price-changed'
    ? ((failure.problem.quote as PriceChanged['quote'] | undefined) ?? null)
    : null;

type Line = BasketQuote['lines'][number];
type Lines<Each> = {
  readonly lines: readonly Each[];
  /** What is to be said of a line, beneath its name. */
  readonly note?: (line: Each) => string;
};

export const OrderTable = <Each extends Line>({ lines, note }: Lines<Each>) => (
  <table className="order-table">
    <thead>
      <tr>
        <th scope="col">Product</th>
        <th scope="col" className="number">
          Quantity
        </th>
        <th scope="col" className="number wide-only">
          Each
        </th>
        <th scope="col" className="number">
          Total
        </th>
      </tr>
    </thead>
    <tbody>
      {lines.map((line) => (
        <tr key={line.sku} data-sku={line.sku}>
          <td>
            <ProductName name={line.name} />
            {note?.(line) && <span className="line-each">{note(line)}</span>}
          </td>
          <td className="number">{line.quantity}</td>
          <td className="number wide-only">{formatMoney(line.unitPrice)}</td>
          <td className="number">{formatMoney(line.total)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
