import type { CheckoutRequest } from '@fondaco/contracts/http/storefront-bff';
import { useState } from 'react';
import { EmptyBasket } from '../basket/basket-page.tsx';
import { useQuotedBasket } from '../basket/quoted-basket.ts';
import { Failure } from '../page/failure.tsx';
import { LogInFirst } from '../page/log-in-first.tsx';
import { PageTitle } from '../page/page-title.tsx';
import { Waiting } from '../page/waiting.tsx';
import { useBasket, useShop } from '../shop.tsx';
import { CheckoutForm } from './checkout-form.tsx';
import { usePlacing } from './placing.ts';
import { UnsettledAttempt } from './unsettled-attempt.tsx';

export const CheckoutPage = () => (
  <>
    <PageTitle>Checkout</PageTitle>
    <h1>Checkout</h1>
    <Checkout />
  </>
);

const Checkout = () => {
  const { visitor, attempts } = useShop();
  const basket = useBasket();
  const { quoted, setQuote, retry } = useQuotedBasket();
  const placing = usePlacing();
  const [before, setBefore] = useState<CheckoutRequest | null>(null);

  if (visitor === undefined) return <Waiting title="Checkout" what="One moment" />;
  if (visitor.user === null) return <LogInFirst what="place your order" />;
  const customer = visitor.user.email;

  const unsettled = attempts.unsettled(customer);
  if (unsettled !== null && !placing.busy) return <UnsettledAttempt attempt={unsettled} placing={placing} />;

  if (basket.length === 0 && !placing.busy) return <EmptyBasket />;
  if (quoted.status === 'loading') return <Waiting title="Checkout" what="Adding it all up" />;
  if (quoted.status === 'failed') return <Failure failure={quoted.failure} retry={retry} />;
  return (
    <CheckoutForm
      customer={visitor.user}
      before={before}
      quote={quoted.value}
      busy={placing.busy}
      failure={placing.failure}
      onPlace={(request) => {
        setBefore(request);
        placing.place(() => attempts.begin(customer, request));
      }}
      onNewQuote={setQuote}
    />
  );
};
