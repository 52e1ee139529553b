import { BffProblem } from '@fondaco/chassis/browser';
import type { ProductView } from '@fondaco/contracts/http/storefront-bff';
import { useCallback, useState } from 'react';
import { Navigate, useParams } from 'react-router';
import { Breadcrumb } from '../page/breadcrumb.tsx';
import { Failure } from '../page/failure.tsx';
import { useLoaded } from '../page/loaded.ts';
import { NotFoundPage } from '../page/not-found-page.tsx';
import { PageTitle } from '../page/page-title.tsx';
import { ProductName } from '../page/product-name.tsx';
import { Tile } from '../page/tile.tsx';
import { Waiting } from '../page/waiting.tsx';
import { useShop } from '../shop.tsx';
import { Gallery } from './gallery.tsx';
import { Offer } from './offer.tsx';
import { firstVariant } from './variant-choice.ts';
import { VariantFields } from './variant-fields.tsx';

export const ProductPage = () => {
  const { slug = '' } = useParams();
  return <ProductAt key={slug} slug={slug} />;
};

const ProductAt = ({ slug }: { readonly slug: string }) => {
  const { bff } = useShop();
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
  const product = loaded.value;
  // It was renamed: the address becomes the one it has now, and going back doesn't meet the old one.
  if (product.slug !== slug) return <Navigate to={`/products/${encodeURIComponent(product.slug)}`} replace />;
  return <Product product={product} />;
};

const Product = ({ product }: { readonly product: ProductView }) => {
  const { name, variants, pictures, categories, description, attributes } = product;
  const [chosen, setChosen] = useState(() => firstVariant(variants)?.sku);
  const variant = variants.find(({ sku }) => sku === chosen);
  return (
    <article className="product">
      <PageTitle>{name}</PageTitle>
      <Gallery
        pictures={pictures}
        name={name}
        instead={<Tile sku={variants[0]?.sku ?? product.slug} name={name} size="large" />}
      />
      <div className="product-text">
        <Breadcrumb categories={categories} />
        <h1>
          <ProductName name={name} />
        </h1>
        {variant && <VariantFields variants={variants} chosen={variant} onChoose={setChosen} />}
        {variant ? (
          <Offer key={variant.sku} variant={variant} attributes={attributes} />
        ) : (
          <p>This is not for sale at the moment.</p>
        )}
        {description.trim() !== '' && (
          <section className="description">
            <h2>About it</h2>
            <p>{description.trim()}</p>
          </section>
        )}
      </div>
    </article>
  );
};
