import { useShop } from '../shop.tsx';
import { removeFromBasket } from './basket.ts';

/** Names what is in the basket but no longer sold; it has to go before anything can be ordered. */
export const UnavailableLines = ({ skus }: { readonly skus: readonly string[] }) => {
  const { basket } = useShop();
  if (skus.length === 0) return null;
  return (
    <div className="notice notice-bad" role="alert" data-testid="unavailable">
      <p>
        <strong>
          {skus.length === 1 ? 'One thing is no longer sold' : `${skus.length} things are no longer sold`}
        </strong>{' '}
        and not part of the total: {skus.map((sku) => `article ${sku}`).join(', ')}.
      </p>
      <button
        type="button"
        className="button button-quiet"
        onClick={() => basket.change((lines) => removeFromBasket(lines, skus))}
      >
        Take {skus.length === 1 ? 'it' : 'them'} out of the basket
      </button>
    </div>
  );
};
