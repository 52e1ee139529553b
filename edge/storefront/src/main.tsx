import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { App } from './app.tsx';
import { createBasketStore } from './basket/basket-store.ts';
import { createBff } from './bff.ts';
import { createShelves } from './catalogue/catalogue-shelf.ts';
import { createCheckoutAttempts } from './checkout/checkout-attempt.ts';
import { ErrorBoundary } from './page/error-boundary.tsx';
import { createCardTokens } from './payment/card-tokens.ts';
import { ShopProvider } from './shop.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root');

const parts = {
  bff: createBff({
    fetch: (...request) => fetch(...request),
    openStream: (path) => new EventSource(path),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }),
  basket: createBasketStore(localStorage, window),
  attempts: createCheckoutAttempts(sessionStorage, () => crypto.randomUUID()),
  shelves: createShelves(),
  tokenFor: createCardTokens((...request) => fetch(...request)),
  leaveFor: (url: string) => location.assign(url),
};

createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <ShopProvider parts={parts}>
        <BrowserRouter>
          <App />
        </BrowserRouter>
      </ShopProvider>
    </ErrorBoundary>
  </StrictMode>,
);
