import type { ProductView } from '@fondaco/contracts/http/storefront-bff';
import { Fragment, useState } from 'react';
import { Link } from 'react-router';
import { addToBasket, isFull, MAX_LINES } from '../basket/basket.ts';
import { formatMoney } from '../page/money.ts';
import { QuantityField } from '../page/quantity-field.tsx';
import { useBasket, useShop } from '../shop.tsx';
import type { Variant } from './variant-choice.ts';

/** Fewer than this and it is worth saying how many. */
const FEW = 10;

type Props = { readonly variant: Variant; readonly attributes: ProductView['attributes'] };

/** What a variant costs, whether it can be had, and the way into the basket. */
export const Offer = ({ variant, attributes }: Props) => {
  const { basket } = useShop();
  const lines = useBasket();
  const [quantity, setQuantity] = useState(1);
  const [added, setAdded] = useState('');
  const full = isFull(lines, variant.sku);
  const inBasket = lines.find(({ sku }) => sku === variant.sku)?.quantity ?? 0;
  const tooMany = quantity + inBasket > variant.available;

  const add = () => {
    basket.change((before) => addToBasket(before, variant.sku, quantity));
    setAdded(quantity === 1 ? 'Added to your basket.' : `${quantity} pieces added to your basket.`);
    setQuantity(1);
  };

  return (
    <>
      <p className="price price-large">{formatMoney(variant.price)}</p>
      <StockSign available={variant.available} />
      {variant.available > 0 && (
        <form
          className="buy"
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <QuantityField label="Quantity" quantity={quantity} onChange={setQuantity} />
          <button type="submit" className="button" disabled={full}>
            Add to basket
          </button>
        </form>
      )}
      {full && (
        <p className="hint">Your basket holds {MAX_LINES} different products, and that is all it takes.</p>
      )}
      {!full && tooMany && variant.available > 0 && (
        <p className="hint">
          {inBasket > 0 ? `You have ${inBasket} in your basket. ` : ''}There are {variant.available} on the
          shelf: an order for more may not go through.
        </p>
      )}
      <p className="added" role="status" data-testid="added">
        {added && (
          <>
            {added} <Link to="/basket">Go to your basket</Link>
          </>
        )}
      </p>
      <dl className="facts">
        <dt>Article</dt>
        <dd>{variant.sku}</dd>
        <dt>In your basket</dt>
        <dd>{inBasket === 0 ? 'none yet' : inBasket}</dd>
        {Object.entries(attributes).map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </>
  );
};

const StockSign = ({ available }: { readonly available: number }) => {
  if (available === 0) return <p className="stock stock-out">Sold out at the moment</p>;
  if (available <= FEW) return <p className="stock stock-few">Only {available} left</p>;
  return <p className="stock">In stock</p>;
};
