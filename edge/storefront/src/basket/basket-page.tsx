import type { BasketQuote } from '@fondaco/contracts/http/storefront-bff';
import { Link } from 'react-router';
import { Failure } from '../page/failure.tsx';
import { formatMoney } from '../page/money.ts';
import { PageTitle } from '../page/page-title.tsx';
import { ProductName } from '../page/product-name.tsx';
import { QuantityField } from '../page/quantity-field.tsx';
import { Tile } from '../page/tile.tsx';
import { Waiting } from '../page/waiting.tsx';
import { useBasket, useShop } from '../shop.tsx';
import { type Basket, removeFromBasket, setQuantity } from './basket.ts';
import { useQuotedBasket } from './quoted-basket.ts';
import { UnavailableLines } from './unavailable-lines.tsx';

export const BasketPage = () => {
  const basket = useBasket();
  const { quoted, retry } = useQuotedBasket();
  return (
    <>
      <PageTitle>Basket</PageTitle>
      <h1>Your basket</h1>
      {basket.length === 0 && <EmptyBasket />}
      {basket.length > 0 && quoted.status === 'loading' && (
        <Waiting title="Basket" what="Looking up prices" />
      )}
      {basket.length > 0 && quoted.status === 'failed' && <Failure failure={quoted.failure} retry={retry} />}
      {basket.length > 0 && quoted.status === 'ready' && <Quoted basket={basket} quote={quoted.value} />}
    </>
  );
};

export const EmptyBasket = () => (
  <div className="notice notice-block" data-testid="empty-basket">
    <h2>There is nothing in it yet</h2>
    <p>What you choose waits here until you order it.</p>
    <p className="actions">
      <Link className="button" to="/">
        To the catalogue
      </Link>
    </p>
  </div>
);

type Line = BasketQuote['lines'][number];

const Quoted = ({ basket, quote }: { readonly basket: Basket; readonly quote: BasketQuote }) => {
  // Between a change and its quote the basket is ahead: what was removed must not linger on the page.
  const lines = quote.lines.filter((line) => basket.some(({ sku }) => sku === line.sku));
  const current =
    lines.length === basket.length - quote.unavailable.length &&
    lines.every((line) => basket.some(({ sku, quantity }) => sku === line.sku && quantity === line.quantity));
  return (
    <div className="ledger">
      <div>
        <UnavailableLines skus={quote.unavailable} />
        <ul className="lines" data-testid="basket-lines">
          {lines.map((line) => (
            <BasketLineRow
              key={line.sku}
              line={line}
              quantity={basket.find(({ sku }) => sku === line.sku)?.quantity ?? line.quantity}
            />
          ))}
        </ul>
      </div>
      {quote.total !== null && (
        <aside className="sum" aria-label="Total">
          <p className="sum-row" aria-live="polite" aria-busy={!current}>
            <span>Total</span>
            <strong className="price price-large" data-testid="basket-total">
              {formatMoney(quote.total)}
            </strong>
          </p>
          <Link className="button button-wide" to="/checkout">
            Go to checkout
          </Link>
          <p className="hint">Prices are today’s. You see the total again before you order.</p>
        </aside>
      )}
    </div>
  );
};

const BasketLineRow = ({ line, quantity }: { readonly line: Line; readonly quantity: number }) => {
  const { basket } = useShop();
  return (
    <li className="line" data-sku={line.sku}>
      <Tile sku={line.sku} name={line.name} size="small" />
      <div className="line-name">
        <ProductName name={line.name} />
        <span className="line-each">{formatMoney(line.unitPrice)} each</span>
      </div>
      <QuantityField
        label={`Quantity of ${line.name}`}
        quiet
        quantity={quantity}
        onChange={(wanted) => basket.change((lines) => setQuantity(lines, line.sku, wanted))}
      />
      <span className="price line-total">{formatMoney(line.total)}</span>
      <button
        type="button"
        className="link-button"
        aria-label={`Remove ${line.name}`}
        onClick={() => basket.change((lines) => removeFromBasket(lines, [line.sku]))}
      >
        Remove
      </button>
    </li>
  );
};
