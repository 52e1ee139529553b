import type { ProductView } from '@fondaco/contracts/http/storefront-bff';
import { useCallback, useState } from 'react';
import { Link, useParams } from 'react-router';
import { addToBasket, isFull, MAX_LINES } from '../basket/basket.ts';
import { BffProblem } from '../bff.ts';
import { Failure } from '../page/failure.tsx';
import { useLoaded } from '../page/loaded.ts';
import { formatMoney } from '../page/money.ts';
import { NotFoundPage } from '../page/not-found-page.tsx';
import { PageTitle } from '../page/page-title.tsx';
import { ProductName } from '../page/product-name.tsx';
import { QuantityField } from '../page/quantity-field.tsx';
import { Tile } from '../page/tile.tsx';
import { Waiting } from '../page/waiting.tsx';
import { useBasket, useShop } from '../shop.tsx';

type Variant = ProductView['variants'][number];

/** Fewer than this and it is worth saying how many. */
const FEW = 10;

export const ProductPage = () => {
  const { bff } = useShop();
  const { slug = '' } = useParams();
  const { loaded, retry } = useLoaded(
    useCallback((signal: AbortSignal) => bff.product(slug, signal), [bff, slug]),
  );

  if (loaded.status === 'loading') return <Waiting title="Product" what="Fetching it from the shelf" />;
  if (loaded.status === 'failed') {
    const { failure } = loaded;
    if (failure instanceof BffProblem && failure.status === 404) return <NotFoundPage what="product" />;
    return (
      <>
        <PageTitle>Product</PageTitle>
        <h1>Product</h1>
        <Failure failure={failure} retry={retry} />
      </>
    );
  }
  return <Product key={slug} product={loaded.value} />;
};

const Product = ({ product }: { readonly product: ProductView }) => {
  const [chosen, setChosen] = useState(product.variants[0]?.sku);
  const variant = product.variants.find(({ sku }) => sku === chosen);
  return (
    <article className="product">
      <PageTitle>{product.name}</PageTitle>
      <Tile sku={variant?.sku ?? product.slug} name={product.name} size="large" />
      <div className="product-text">
        <p className="crumb">
          <Link to="/">Catalogue</Link>
        </p>
        <h1>
          <ProductName name={product.name} />
        </h1>
        {product.variants.length > 1 && (
          <fieldset className="variants">
            <legend>Which one</legend>
            {product.variants.map(({ sku, price }) => (
              <label key={sku}>
                <input type="radio" name="sku" checked={sku === chosen} onChange={() => setChosen(sku)} />
                {sku} · {formatMoney(price)}
              </label>
            ))}
          </fieldset>
        )}
        {variant ? <Offer key={variant.sku} variant={variant} /> : <p>This is not for sale at the moment.</p>}
      </div>
    </article>
  );
};

const Offer = ({ variant }: { readonly variant: Variant }) => {
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
      </dl>
    </>
  );
};

const StockSign = ({ available }: { readonly available: number }) => {
  if (available === 0) return <p className="stock stock-out">Sold out at the moment</p>;
  if (available <= FEW) return <p className="stock stock-few">Only {available} left</p>;
  return <p className="stock">In stock</p>;
};
